// Written by build-tools/public-suffixes.mjs from the Public Suffix List of 2026-08-19, https://publicsuffix.org/list/
// This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL
// was not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.

/** Second-level domains of registries, below which anybody can register: a label and its top-level domains. */
export const CATEGORIES: string = `
*: ck er fk jm mm np pg
ac: ae at bd be bw ci cn cr cy eg fj gn id il im in ir jp ke kr lk ls ma me ml mu mw mz ni nz pa pk pr rs rw se sz
ac: th tz ug uk vn za zm zw
agro: bj bo pl
ai: bd id in jo kr vn
al: it no us
art: br do dz ec ht ml sn
arts: nf ro ve
asso: ci dz fr gp ht km mc ml nc re
b: bg br se
biz: az bb cy et fj gh id in ki ls mv mw my ni nr pk pl pr ss tj tr tt vn zm
ca: in it us
cn: in it ua
co: ae ag am ao at az bb bd bi bj bw bz ci cl cm cr dm gg gl gy hu id il im in io ir it je jp ke kr lc ls ma me mg
co: mu mw mz na ni nz om pn rs rw ss st sz th tj tm tt tz ug uk us uz ve vi za zm zw
com: ac af ag ai al am ar au aw az ba bb bd bh bi bj bm bn bo br bs bt by bz ci cm cn co cu cv cw cy dm do dz ec ee
com: eg es et fj fm fr ge gh gi gl gn gp gr gt gu gy hk hn hr ht im in io iq jo kg kh ki km kp kw ky kz la lb lc lk
com: lr lv ly mg mk ml mo ms mt mu mv mw mx my na nf ng ni nr om pa pe pf ph pk pl pr ps pt py qa re ro sa sb sc sd
com: sg sh sl sn so ss st sv sy tj tm tn to tr tt tw ua ug uy uz vc ve vi vn vu ws ye zm
coop: ar br ht in km mv mw py rw
ed: ao ci cr jp
edu: ac af al ao ar au az ba bb bd bh bi bj bm bn bo br bs bt bz ci cn co cu cv cw dm do dz ec ee eg es et fj fm gd
edu: ge gh gi gl gn gp gr gt gu gy hk hn ht in io iq it jo kg kh ki km kn kp kw ky kz la lb lc lk lr ls lv ly me mg
edu: mk ml mn mo ms mt mv mw mx my mz ng ni nr om pa pe pf ph pk pl pn pr ps pt py qa rs sa sb sc sd sg sl sn so ss
edu: st sv sy tj tm to tr tt tw ua ug uy vc ve vg vn vu ws ye za zm
eng: br ec jo pro
fin: ec in tn
firm: ht in nf ro ve
fm: br it jo no
gen: in nz tr
go: ci cr id it jp ke kr th tj tz ug
gob: ar bo cl cu do ec es gt hn mx ni pa pe pk sv ve
gouv: ci fr ht km ml sn
gov: ac ae af al ao ar as au az ba bb bd bf bh bm bn br bs bt bw by bz cd cl cm cn co cx cy cz dm do dz ec ee eg et
gov: fj gd ge gh gi gn gr gu gy hk ie il in io iq ir it jo kg kh ki km kn kp kw kz la lb lc lk lr ls lt lv ly ma me
gov: mg mk ml mn mo mr ms mu mv mw my mz na ng nr om ph pk pl pn pr ps pt pw py qa rs rw sa sb sc sd sg sh sl so ss
gov: sx sy tj tl tm tn to tr tt tw ua ug uk vc ve vn ws ye za zm zw
hotel: hu lk tz
i: bg ng ph se
ia: br us ve
id: au bd cv fj ir lv ly us vn
in: ni rs th ua us
ind: br gt in kw tn
inf: br cu mk
info: az bb bd bj bo ec eg et fj gu ht hu in ke ki la ls ml mv nf ni nr pl pr ro sd tn tr tt tz ve vn zm
int: ar az bo ci cv in la lk mv mw ni pt tj ve vn
io: in kr vn
it: ao bd kr
k12: ec il tr vi
ltd: cy gi lk uk
me: eg in it ke kr so ss tz uk us
med: br ec ee ht ly om pa pro sa sd
media: aero hu pl
mi: it th us
mil: ac ae al ar az ba bd bo br by cl cn co cy do ec eg fj gh gt hn id in io iq jo kg km kr kz lv mg mv my mz ng ni
mil: no nz pe ph pl py qa rw sh st sy tj tm to tr tt tw tz ug uy vc ve ye za zm zw
mo: cn it us
mobi: gp ke ng tz
ms: it kr us
museum: mv no om
name: az eg et fj hr mk mv my ng pr qa tj tr tt vn
ne: jp ke kr tz ug us
net: ac ae af ag ai al am ar au az ba bb bd bh bj bm bn bo br bs bt bw bz ci cm cn co cu cv cw cy dm do dz ec eg et
net: fj fm ge gg gh gl gn gp gr gt gu gy hk hn ht id il im in io iq ir je jo kg kh ki kn kw ky kz la lb lc lk lr ls
net: lv ly ma me mk ml mo ms mt mu mv mw mx my mz na nf ng ni nr nz om pa pe ph pk pl pn pr ps pt py qa rw sa sb sc
net: sd sg sh sl so ss st sy th tj tm tn to tr tt tw ua uk uy uz vc ve vi vn vu ws ye za zm
ngo: lk ph za
nic: in tj za
nom: ag co es fr io km mg nc ni pa pe pl ro tm ve za
nt: au ca no ro
or: at bi ci cr id it jp ke kr mu th tz ug us
org: ac ae af ag ai al am ao ar au az ba bb bd bh bi bj bm bn bo br bs bt bw bz ci cn co cu cv cw cy dm do dz ec ee
org: eg es et fj fm ge gg gh gi gl gn gp gr gt gu gy hk hn ht hu il im in io iq ir je jo kg kh ki km kn kp kw ky kz
org: la lb lc lk lr ls lv ly ma me mg mk ml mn mo ms mt mu mv mw mx my mz na ng ni nr nz om pa pe pf ph pk pl pn pr
org: ps pt py qa ro rs rw sa sb sc sd se sg sh sk sl sn so ss st sv sy sz tj tm tn to tr tt tw ua ug uk uy uz vc ve
org: vi vn vu ws ye za zm zw
pe: ca it kr
per: jo la nf
pol: dz ht tr
pr: it ml us
prd: fr km mg
press: aero cy ma se
priv: hu me no pl
pro: az br cy ec fj ht in mv om pr tt vn
re: it kr no
rec: br nf ro ve
sa: au cr it
sc: cn ke kr ls tz ug us
sch: ae bd id ir jo lk ly ng qa sa ss zm
school: ge in nz za
shop: ht hu pl
store: bb nf ro st ve
tm: cy dz fr hu km mc no pl ro se za
tourism: bj pl tn
tur: ar br ec
tv: bb bd bo br eg im in it jo sd tr tz
va: it no us
web: bo do gu id lk nf ni pk tj tr ve za
xn--55qx5d: cn hk xn--j6w193g
xn--od0alg: cn hk xn--j6w193g
`;

/** The others, a top-level domain and its labels. */
export const FURTHER: string = `
ai: off
am: commune
ao: gv og pb
arpa: e164 home in-addr ip6 iris uri urn
at: gv
by: of
cr: fi
cu: nat
cv: nome publ
do: sld
dz: soc
ee: aip fie lib pri riik
fi: aland
fr: avoues cci greta huissier-justice
gi: mod
gu: guam
hr: from iz
il: idf muni
im: tt
int: eu
ir: xn--mgba3a4f16a xn--mgba3a4fra
jp: *.aichi *.akita *.aomori *.chiba *.ehime *.fukui *.fukuoka *.fukushima *.gifu *.gunma *.hiroshima *.hokkaido
jp: *.hyogo *.ibaraki *.ishikawa *.iwate *.kagawa *.kagoshima *.kanagawa *.kawasaki *.kitakyushu *.kobe *.kochi
jp: *.kumamoto *.kyoto *.mie *.miyagi *.miyazaki *.nagano *.nagasaki *.nagoya *.nara *.niigata *.oita *.okayama
jp: *.okinawa *.osaka *.saga *.saitama *.sapporo *.sendai *.shiga *.shimane *.shizuoka *.tochigi *.tokushima *.tokyo
jp: *.tottori *.toyama *.wakayama *.yamagata *.yamaguchi *.yamanashi *.yokohama
kp: rep tra
kw: emb
lv: asn conf
ly: plc
me: its
mz: adv
na: alt
nf: other
ps: plo sec
pt: nome publ
sa: pub
sn: univ
sv: red
tw: club ebiz game idv
uk: nhs plc police
us: ak ar as az ct dc de dni fl ga gu hi il isa ks ky la ma md mn mt nc nd nh nj nm nsn nv ny oh ok pa ri sd tn tx
us: ut vi vt wa wi wv wy
uy: gub
xn--4dbrk0ce: xn--4dbgdty6c xn--5dbhl8d xn--8dbq2a xn--hebda8b
xn--90a3ac: xn--80au xn--90azh xn--c1avg xn--d1at xn--o1ac xn--o1ach
xn--j6w193g: xn--gmqw5a xn--mxtq1m xn--uc0atv xn--wcvs22d
xn--o3cw4h: xn--12c1fe0br xn--12cfi8ixb8l xn--12co0c3b4eva xn--h3cuzk1di xn--m3ch0j3a xn--o3cyx2a
`;

/** Domains whose owner gives names below them to others, without their top-level domain. */
export const SHARED: string = `
app: *.beget *.developer *.hosted *.northflank *.run *.snowflake *.upsun *.zerops aiven base44 botdash brave claude
app: clerk clerkstage cloudflare codepen convex corespeed csb e2b easypanel edgecompute encr expo flutterflow framer
app: gadget github hackclub hasura leapcell loginline lovable luyani magicpatterns medusajs messerli miren mocha
app: netlify ngrok ngrok-free noop nyat on-fleek ondigitalocean onhercules pplx puter replit shiptoday spawnbase
app: sprites streamlit telebit typedream vercel wal wasmer web windsurf wnext zeabur
cloud: *.begetcdn *.magentosite *.on-rancher *.statics antagonist convex diadem dnshome elementor emergent hstgr
cloud: jele jote jotelulu keliweb kuleuven laravel linkyard matlab observablehq online-server oxa perspecta primetel
cloud: ravendb servebolt trafficplex unison-services urown vapor voorloper zap
co: *.otap *.xmit carrd crd firewalledreplit hidns leadpages lpages mypi repl supabase umso
com: *.0emm *.aivencloud *.atlassian-3p *.atlassian-3p-us-gov-mod *.atlassian-isolated-3p *.auiusercontent
com: *.awsapprunner *.cursorusercontent *.customer-oci *.devinapps *.digitaloceanspaces *.linodeobjects
com: *.lutrausercontent *.metaaiusercontent *.oaiusercontent *.oraclecloudapps *.oraclegovcloudapps *.paywhirl
com: *.qualyhqpartner *.qualyhqportal *.quipelements *.vultrobjects 180r 1cooldns 1kapp 3utilities 4u a2hosted
com: abrdns adobeaemcloud africa aliases121 alibabacloudcs alpha-myqnapcloud amplifyapp appchizi applinzi apps-1and1
com: appspacehosted appspaceusercontent appspot atmeta authgear-staging authgearapps awsapps awsglobalaccelerator
com: balena-devices barsycenter barsyonline base44-sandbox blogdns blogspot blogsyte boutir bplaced br builtwithdark
com: bumbleshrimp cafjs canva-apps canva-hosted-embed canvacode cdn77-storage cechire cf-ipfs ciscofreak
com: claudeusercontent cloudflare-ipfs cn co codespot cprapid cpserver damnserver dattolocal dattorelay dattoweb
com: ddnsfree ddnsgeek ddnsguru ddnsking de deployagent deus-canvas dev-myqnapcloud discordsays discordsez
com: ditchyourip dnsabr dnsalias dnsdojo dnsiskinky doesntexist dojin dontexist doomdns dopaas drayddns dreamhosters
com: drive-platform dsmynas durumis dyn-o-saur dynalias dyndns-at-home dyndns-at-work dyndns-blog dyndns-free
com: dyndns-home dyndns-ip dyndns-mail dyndns-office dyndns-pics dyndns-remote dyndns-server dyndns-web dyndns-wiki
com: dyndns-work dynns dynuddns dynuhosting encoreapi est-a-la-maison est-a-la-masion est-le-patron est-mon-blogueur
com: eu eu1-plenit familyds fastly-edge fastly-terrarium fastvps-server firebaseapp firewall-gateway fldrv
com: forgeblocks framercanvas freebox-os freeboxos freemyip from-ak from-al from-ar from-ca from-ct from-dc from-de
com: from-fl from-ga from-hi from-ia from-id from-il from-in from-ks from-ky from-ma from-md from-mi from-mn from-mo
com: from-ms from-mt from-nc from-nd from-ne from-nh from-nj from-nm from-nv from-oh from-ok from-or from-pa from-pr
com: from-ri from-sc from-sd from-tn from-tx from-ut from-va from-vt from-wa from-wi from-wv from-wy geekgalaxy
com: gentapps gentlentapis getmyip giize githubusercontent gleeze googleapis googlecode gotdns gotpantheon gr
com: grayjayleagues hatenablog hatenadiary health-carereform hercules-app hercules-dev herokuapp hk hobby-site
com: homelinux homesecuritymac homesecuritypc homeunix hostedpi hotelwithflight iamallama ip-ddns is-a-anarchist
com: is-a-blogger is-a-bookkeeper is-a-bulls-fan is-a-caterer is-a-chef is-a-conservative is-a-cpa
com: is-a-cubicle-slave is-a-democrat is-a-designer is-a-doctor is-a-financialadvisor is-a-geek is-a-green is-a-guru
com: is-a-hard-worker is-a-hunter is-a-landscaper is-a-lawyer is-a-liberal is-a-libertarian is-a-llama is-a-musician
com: is-a-nascarfan is-a-nurse is-a-painter is-a-personaltrainer is-a-photographer is-a-player is-a-republican
com: is-a-rockstar is-a-socialist is-a-student is-a-teacher is-a-techie is-a-therapist is-an-accountant is-an-actor
com: is-an-actress is-an-anarchist is-an-artist is-an-engineer is-an-entertainer is-certified is-gone is-into-anime
com: is-into-cars is-into-cartoons is-into-games is-leet is-not-certified is-slick is-uberleet is-with-theband
com: isa-geek isa-hockeynut issmarterthanyou it jdevcloud jpn kasserver kozow la1-plenit ladesk likes-pie likescandy
com: live-website localtonet logoip loseyourip lovableproject lpusercontent magicpatternsapp messwithdns meteorapp
com: mex miniserver mochausercontent modelscape mwcloudnonprod myactivedirectory myasustor mycloudnas mydatto
com: mydbserver mydobiss myiphost mynascloud myqnapcloud mysecuritycamera myshopblocks myshopify myspreadshop
com: mytabit mytuleap myvnc neat-url net-freaks nfshost on-aptible on-forge on-vapor onrender onthewifi ooguy
com: operaunite orsites outsystemscloud ownprovider pagespeedmobilizer pgfog pivohosting pixolino playstation-cloud
com: pleskns point2this polyspace postman-echo pythonanywhere qa2 qbuser qualifioapp quicksytes rackmaze
com: readthedocs-hosted remotewd reservd rhcloud rice-labs routingthecloud ru sa sakuratan sakuraweb same-app
com: same-preview saves-the-whales scrysec securitytactics selfip sells-for-less sells-for-u servebbs servebeer
com: servecounterstrike serveexchange serveftp servegame servehalflife servehttp servehumour serveirc servemp3
com: servep2p servepics servequake servesarcasm shopitsite siiites simple-url simplesite sinaapp smushcdn
com: space-to-rent stackhero-network strapiapp streak-link streaklinks streakusercontent streamlitapp stufftoread
com: subsc-pay taveusercontent teaches-yoga temp-dns theworkpc thingdustdata townnews-staging try-snowplow
com: trycloudflare tuleap-partners uk unusualperson upsunapp us us1-plenit vipsinaapp vivenushop w-corp-staticblitz
com: w-credentialless-staticblitz w-staticblitz wafflecell webadorsite webspace-host wiredbladehosting withgoogle
com: withyoutube wixsite wixstudio woltlab-demo workisboring wpdevcloud wpenginepowered wphostedmail wpmucdn
com: writesthisblog x0 xnbay xtooldevice yolasite za
dev: *.gateway *.inbrowser *.lcl *.lclstage *.stg *.stgstage *.webhare barsy bearblog botdash brave codepen deno
dev: deno-staging erp fly githubpreview grebedoc hrsn is-a is-a-fullstack is-a-good is-cool is-not-a iserv leapcell
dev: localplayer loginline lp mediatech mocha-sandbox modx myaddr ngrok ngrok-free pages panel payload platter-app
dev: r2 replit runcontainers vercel vivenushop workers xmit
io: *.azurecontainer *.moonscale *.on-k3s *.on-rio *.stolos 2038 apigee b-data barsy basicserver beagleboard
io: bitbucket bluebite boxfuse brave browsersafetymark bubbleapps cleverapps cloudbeesusercontent darklang dedyn
io: definima drive-platform editorx edugit fh-muenster gitbook github gitlab hasura-app hostyhosting hypernode icp0
io: icp1 jele keenetic kiloapps loginline lolipop mo-siemens musician myaddr myrdbx ngrok pantheonsite pstmn qcx
io: qoto qzz readthedocs resindevice sandcats telebit tickets utwente vaporcloud virtualserver webflow webflowtest
io: webthings wixstudio
net: *.icp *.localto adobeaemcloud adobeio-static adobeioruntime akadns akamai akamai-staging akamaiedge
net: akamaiedge-staging akamaihd akamaihd-staging akamaiorigin akamaiorigin-staging akamaized akamaized-staging
net: alwaysdata apps-1and1 appudo at-band-camp azure-api azure-mobile azureedge azurefd azurestaticapps
net: azurewebsites barsy blackbaudcdn blogdns boomla botdash bounceme bplaced broke-it buyshouses casacam cdn-edges
net: cdn77-ssl channelsdvr clickrising cloudaccess cloudapp cloudflare cloudfront cloudfunctions cloudjiffy
net: cloudycluster community-pro ctfcloud dattolocal ddns ddns-ip de5 debian definima deno dns-cloud dns-dynamic
net: dnsalias dnsdojo dnsup does-it dontexist dsmynas dynalias dynathome dynu dynuddns dynv6 eating-organic edgekey
net: edgekey-staging edgesuite edgesuite-staging endofinternet familyds fastlylb feste-ip firewall-gateway from-az
net: from-co from-la from-ny gb gets-it ggff grafana-dev ham-radio-op heteml hicam homeftp homeip homelinux homeunix
net: hu in in-dsl in-the-band in-vpn iobb ipifony ipv64 is-a-chef is-a-geek isa-geek jp keyword-on kicks-ass
net: kinghost knx-server krellian live-on localcert luyani mafelo meinforum memset moonscale myamaze mydatto
net: mydissent myeffect myfritz mymediapc mypsx myradweb mysecuritycamera myspreadshop mysynology nhlfan no-ip
net: now-dns office-on-the oninferno opik ownip pgafan podzone privatizehealthinsurance rackmaze redirectme
net: reserve-online routingthecloud ru schokokeks scrapper-site se seidat selfip sells-it senseering servebbs
net: serveblog serveftp serveminecraft server-on shopselect siteleaf spryt square7 squares static-access subsc-pay
net: supabase sytes thruhere torproject trafficmanager ts tunnelmole twmail uk uni5 usgovcloudapp
net: usgovtrafficmanager vpndns vps-host vusercontent webhop yandexcloud za zabc
page: aem codeberg deuxfleurs heyflow hlx mybox pdns plesk prvcy rocky statichost
run: *.appwrite *.build *.code *.database *.migration canva development liara lovable needle onporter ravendb repl
run: stackit val vercel wix
sh: botda hashbang lovable now teleport
`;
