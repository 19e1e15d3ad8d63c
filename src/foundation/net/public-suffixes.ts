// Written by build-tools/public-suffixes.mjs from the Public Suffix List of 2026-08-19, https://publicsuffix.org/list/
// This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was
// not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.

/** Second-level domains of registries, below which anybody can register: a label and its top-level domains. */
export const CATEGORIES = `
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
export const FURTHER = `
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
export const SHARED = `
app: *.beget *.developer *.hosted *.northflank *.run *.snowflake *.upsun *.zerops aiven base44 botdash brave claude
app: clerk clerkstage cloudflare codepen convex corespeed csb e2b easypanel edgecompute encr expo flutterflow framer
app: frontend.encr gadget github hackclub hasura id.replit leapcell loginline lovable luyani magicpatterns medusajs
app: messerli miren mocha netlify ngrok ngrok-free noop nyat on-fleek on.expo ondigitalocean onhercules pplx
app: preview.csb puter relay.evervault replit shiptoday spawnbase sprites staging.expo streamlit telebit typedream
app: up.railway vercel wal wasmer web windsurf wnext zeabur
cloud: *.begetcdn *.magentosite *.on-rancher *.statics antagonist ca.reclaim ch.trendhosting convex cs.keliweb
cloud: de.trendhosting diadem dnshome elastic.k2 elementor emergent es-1.axarnet eu-west-1.convex eu.encoway hstgr
cloud: it1.jenv-aruba jele jote jotelulu k8s.scw keliweb kuleuven laravel linkyard matlab observablehq online-server
cloud: oxa perspecta primetel ravendb runs.onstackit s3.k2 scalebook.scw servebolt smartlabeling.scw tn.oxa
cloud: trafficplex uk.oxa uk.primetel uk.reclaim unison-services urown us-east-1.convex us.reclaim vapor
cloud: vip.jelastic voorloper website.k2 zap
co: *.otap *.xmit carrd crd firewalledreplit hidns id.firewalledreplit id.repl leadpages lpages mypi
co: realtime.supabase repl storage.supabase supabase umso
com: *.0emm *.aivencloud *.atlassian-3p *.atlassian-3p-us-gov-mod *.atlassian-isolated-3p *.auiusercontent
com: *.awsapprunner *.cursorusercontent *.customer-oci *.devinapps *.digitaloceanspaces *.linodeobjects
com: *.lutrausercontent *.metaaiusercontent *.oaiusercontent *.oraclecloudapps *.oraclegovcloudapps *.paywhirl
com: *.qualyhqpartner *.qualyhqportal *.quipelements *.vultrobjects 180r 1cooldns 1kapp 3utilities 4u a2hosted
com: abrdns adobeaemcloud africa aliases121 alibabacloudcs alpha-myqnapcloud amplifyapp app.render appchizi applinzi
com: apps-1and1 apps.fbsbx appspacehosted appspaceusercontent appspot atmeta authgear-staging authgearapps awsapps
com: awsglobalaccelerator balena-devices barsycenter barsyonline base44-sandbox blogdns blogspot blogsyte boutir
com: bplaced br builtwithdark bumbleshrimp cafjs canva-apps canva-hosted-embed canvacode caracal.mythic-beasts
com: cdn77-storage cechire cf-ipfs ciscofreak claudeusercontent cloud.nospamproxy cloudflare-ipfs cn co codespot
com: cprapid cpserver customer.mythic-beasts damnserver dattolocal dattorelay dattoweb ddnsfree ddnsgeek ddnsguru
com: ddnsking de demo.datadetect demo.jelastic deployagent deus-canvas dev-myqnapcloud dev.project-study discordsays
com: discordsez ditchyourip dnsabr dnsalias dnsdojo dnsiskinky doesntexist dojin dontexist doomdns dopaas drayddns
com: dreamhosters drive-platform dsmynas durumis dyn-o-saur dynalias dyndns-at-home dyndns-at-work dyndns-blog
com: dyndns-free dyndns-home dyndns-ip dyndns-mail dyndns-office dyndns-pics dyndns-remote dyndns-server dyndns-web
com: dyndns-wiki dyndns-work dynns dynuddns dynuhosting encoreapi est-a-la-maison est-a-la-masion est-le-patron
com: est-mon-blogueur eu eu-1.evennode eu-2.evennode eu-3.evennode eu-4.evennode eu.meteorapp eu.pythonanywhere
com: eu1-plenit familyds fastly-edge fastly-terrarium fastvps-server fentiger.mythic-beasts firebaseapp
com: firewall-gateway fldrv forgeblocks frame.claudeusercontent framercanvas freebox-os freeboxos freemyip from-ak
com: from-al from-ar from-ca from-ct from-dc from-de from-fl from-ga from-hi from-ia from-id from-il from-in from-ks
com: from-ky from-ma from-md from-mi from-mn from-mo from-ms from-mt from-nc from-nd from-ne from-nh from-nj from-nm
com: from-nv from-oh from-ok from-or from-pa from-pr from-ri from-sc from-sd from-tn from-tx from-ut from-va from-vt
com: from-wa from-wi from-wv from-wy geekgalaxy gentapps gentlentapis getmyip giize githubusercontent gleeze
com: googleapis googlecode gotdns gotpantheon gr grayjayleagues hatenablog hatenadiary health-carereform
com: hercules-app hercules-dev herokuapp hk hobby-site homelinux homesecuritymac homesecuritypc homeunix hostedpi
com: hotelwithflight iamallama instance.datadetect ip-ddns ip.linodeusercontent is-a-anarchist is-a-blogger
com: is-a-bookkeeper is-a-bulls-fan is-a-caterer is-a-chef is-a-conservative is-a-cpa is-a-cubicle-slave
com: is-a-democrat is-a-designer is-a-doctor is-a-financialadvisor is-a-geek is-a-green is-a-guru is-a-hard-worker
com: is-a-hunter is-a-landscaper is-a-lawyer is-a-liberal is-a-libertarian is-a-llama is-a-musician is-a-nascarfan
com: is-a-nurse is-a-painter is-a-personaltrainer is-a-photographer is-a-player is-a-republican is-a-rockstar
com: is-a-socialist is-a-student is-a-teacher is-a-techie is-a-therapist is-an-accountant is-an-actor is-an-actress
com: is-an-anarchist is-an-artist is-an-engineer is-an-entertainer is-certified is-gone is-into-anime is-into-cars
com: is-into-cartoons is-into-games is-leet is-not-certified is-slick is-uberleet is-with-theband isa-geek
com: isa-hockeynut issmarterthanyou it jcloud-ver-jpc.ik-server jcloud.ik-server jdevcloud jed.wafaicloud jpn
com: js.wpenginepowered kasserver kozow la1-plenit ladesk likes-pie likescandy live-website localtonet logoip
com: loseyourip lovableproject lpusercontent lynx.mythic-beasts magicpatternsapp media.strapiapp members.linode
com: messwithdns meteorapp mex miniserver mochausercontent modelscape mwcloudnonprod myactivedirectory myasustor
com: mycloudnas mydatto mydbserver mydobiss myiphost mynascloud myqnapcloud mysecuritycamera myshopblocks myshopify
com: myspreadshop mytabit mytuleap myvnc neat-url net-freaks nfshost ocelot.mythic-beasts on-aptible on-forge
com: on-vapor oncilla.mythic-beasts onrender onthewifi onza.mythic-beasts ooguy operaunite orsites outsystemscloud
com: ownprovider paas.hosted-by-previder paas.massivegrid pages.wiardweb pagespeedmobilizer pgfog pivohosting
com: pixolino playstation-cloud pleskns point2this polyspace postman-echo preview.emergentagent pro.typeform
com: pythonanywhere qa2 qbuser qualifioapp quicksytes rackmaze rag-cloud-ch.hosteur rag-cloud.hosteur
com: readthedocs-hosted remotewd reservd rhcloud rice-labs routingthecloud ru ryd.wafaicloud sa sakuratan sakuraweb
com: same-app same-preview saves-the-whales scrysec securitytactics selfip sells-for-less sells-for-u servebbs
com: servebeer servecounterstrike serveexchange serveftp servegame servehalflife servehttp servehumour serveirc
com: servemp3 servep2p servepics servequake servesarcasm shopitsite siiites simple-url simplesite sinaapp
com: site.tb-hosting smushcdn space-to-rent sphinx.mythic-beasts stackhero-network static.observableusercontent
com: strapiapp streak-link streaklinks streakusercontent streamlitapp stufftoread subsc-pay taveusercontent
com: teaches-yoga temp-dns theworkpc thingdustdata townnews-staging try-snowplow trycloudflare tuleap-partners
com: u2-local.xnbay u2.xnbay uk unusualperson upsunapp us us-1.evennode us-2.evennode us-3.evennode us-4.evennode
com: us1-plenit vipsinaapp vivenushop vs.mythic-beasts w-corp-staticblitz w-credentialless-staticblitz w-staticblitz
com: wafflecell webadorsite webspace-host wiredbladehosting withgoogle withyoutube wixsite wixstudio woltlab-demo
com: workisboring wpdevcloud wpenginepowered wphostedmail wpmucdn writesthisblog x.mythic-beasts x0 xen.prgmr xnbay
com: xtooldevice yali.mythic-beasts yolasite za
dev: *.gateway *.inbrowser *.lcl *.lclstage *.stg *.stgstage *.webhare api.lp archer.replit barsy bearblog
dev: bones.replit botdash brave canary.replit codepen deno deno-staging erp fly githubpreview global.replit grebedoc
dev: hacker.replit hrsn id.replit is-a is-a-fullstack is-a-good is-cool is-not-a iserv janeway.replit kim.replit
dev: kira.replit kirk.replit leapcell localplayer loginline lp mediatech mocha-sandbox modx myaddr ngrok ngrok-free
dev: objects.lp odo.replit pages panel paris.replit payload picard.replit pike.replit platter-app prerelease.replit
dev: r2 reed.replit relay.evervault replit riker.replit runcontainers sisko.replit spock.replit staging.replit
dev: sulu.replit t3.storage t3.storageapi tarpit.replit teams.replit tucker.replit vercel vivenushop web.erp
dev: wesley.replit worf.replit workers xmit
io: *.azurecontainer *.moonscale *.on-k3s *.on-rio *.stolos 2038 ap.ngrok apigee apps.lair au.ngrok b-data barsy
io: basicserver beagleboard bitbucket bluebite boxfuse brave browsersafetymark bubbleapps cdn.bubble cleverapps
io: client.scrypted cloudbeesusercontent darklang dedyn definima devices.resinstaging drive-platform dyndns.dappnode
io: editorx edugit eu.ngrok fh-muenster gitbook github gitlab hasura-app hostyhosting hypernode icp0 icp1
io: id.forgerock in.ngrok jele jp.ngrok keenetic kiloapps loginline lolipop mo-siemens mock.pstmn musician myaddr
io: myrdbx ngrok paas.beebyte pantheonsite pstmn qcx qoto qzz readthedocs resindevice sa.ngrok sandcats
io: sekd1.beebyteapp site.rb-hosting stage.nodeart telebit tickets us.ngrok utwente vaporcloud virtualserver webflow
io: webflowtest webthings wixstudio
net: *.icp *.localto 1.azurestaticapps 2.azurestaticapps 3.azurestaticapps 4.azurestaticapps 5.azurestaticapps
net: 6.azurestaticapps 7.azurestaticapps adobeaemcloud adobeio-static adobeioruntime akadns akamai akamai-staging
net: akamaiedge akamaiedge-staging akamaihd akamaihd-staging akamaiorigin akamaiorigin-staging akamaized
net: akamaized-staging alwaysdata apps-1and1 appudo at-band-camp azure-api azure-mobile azureedge azurefd
net: azurestaticapps azurewebsites barsy blackbaudcdn blogdns boomla botdash bounceme bplaced broke-it buyshouses
net: casacam cdn-edges cdn.cloudflare cdn.cloudflareanycast cdn.cloudflarecn cdn.cloudflareglobal cdn77-ssl
net: centralus.azurestaticapps channelsdvr clickrising cloudaccess cloudapp cloudflare cloudfront cloudfunctions
net: cloudjiffy cloudycluster community-pro ctfcloud dattolocal ddns ddns-ip de5 debian definima deno dns-cloud
net: dns-dynamic dnsalias dnsdojo dnsup does-it dontexist dsmynas dynalias dynathome dynu dynuddns dynv6
net: eastasia.azurestaticapps eastus2.azurestaticapps eating-organic edgekey edgekey-staging edgesuite
net: edgesuite-staging endofinternet familyds fastlylb feste-ip firewall-gateway fra1-de.cloudjiffy freetls.fastly
net: from-az from-co from-la from-ny gb gets-it ggff grafana-dev ham-radio-op heteml hicam homeftp homeip homelinux
net: homeunix hu in in-dsl in-the-band in-vpn iobb ipifony ipv64 is-a-chef is-a-geek isa-geek j.scaleforce
net: jelastic.saveincloud jls-sto1.elastx jls-sto2.elastx jls-sto3.elastx jp keyword-on kicks-ass kinghost
net: knx-server krellian live-on localcert luyani mafelo map.fastly map.fastlylb meinforum memset moonscale myamaze
net: mydatto mydissent myeffect myfritz mymediapc mypsx myradweb mysecuritycamera myspreadshop mysynology nhlfan
net: no-ip nordeste-idc.saveincloud now-dns office-on-the oninferno opik ownip pages.torproject pgafan podzone
net: privatizehealthinsurance r.cdn77 rackmaze redirectme reserve-online routingthecloud ru sandbox.deno schokokeks
net: scrapper-site se seidat selfip sells-it senseering servebbs serveblog serveftp serveminecraft server-on
net: servicebus.usgovcloudapi servicebus.windows shopselect siteleaf sn.mynetname soc.srcf spryt square7 squares
net: static-access storage.yandexcloud subsc-pay supabase sytes thruhere torproject trafficmanager ts tunnelmole
net: twmail u.channelsdvr uk uni5 user.srcf usgovcloudapp usgovtrafficmanager vpndns vps-host vps.hrsn vusercontent
net: webhop website.yandexcloud west1-us.cloudjiffy westeurope.azurestaticapps westus2.azurestaticapps yandexcloud
net: za zabc
page: aem codeberg deuxfleurs heyflow hlx mybox pdns plesk prvcy rocky statichost
run: *.appwrite *.build *.code *.database *.migration canva development iran.liara liara lovable needle onporter
run: ravendb repl stackit val vercel web.val wix
sh: botda ent.platform eu.platform hashbang lovable now teleport us.platform
`;
