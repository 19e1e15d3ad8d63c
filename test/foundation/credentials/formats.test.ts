import { McpReport } from '../../../src';
import { credentialShape } from '../../../src/foundation/credentials/credential-shapes';
import { credentialInArguments, credentialInText } from '../../../src/foundation/credentials/literals';
import { objectsOf, server } from '../../util/app';
import { refusal } from '../../util/refusal';

// Nothing below is a credential; joined at run time so that no scanner takes this file for a leak.
const joined = (...parts: string[]) => parts.join('');
const mixed = (length: number) => 'a1B2c3D4'.repeat(Math.ceil(length / 8)).slice(0, length);
const hex = (length: number) => '0a1b2c3d'.repeat(Math.ceil(length / 8)).slice(0, length);
const upper = (length: number) => 'A2B3C4D5'.repeat(Math.ceil(length / 8)).slice(0, length);
const uuid = [8, 4, 4, 4, 12].map(hex).join('-');

const FORMATS: Readonly<Record<string, readonly string[]>> = {
  'a GitLab token': [
    ...['glft-', 'glimt-', 'glffct-', 'glrtr-'].map(prefix => joined(prefix, mixed(25))),
    joined('glagent-', mixed(50)),
    joined('GR13', '48941', mixed(20)),
  ],
  'a Grafana token': [joined('eyJrIjoi', mixed(80))],
  'a Slack token': [joined('xoxc-', '1234567890-', mixed(24)), joined('xoxe.', 'xoxp-1-', upper(163))],
  'a Bitbucket token': [joined('ATBB', mixed(32))],
  'an AWS access key id': [joined('ABIA', 'A2B3C4D5'.repeat(2))],
  'an Amazon Bedrock API key': [joined('ABSK', mixed(110))],
  'an Alibaba Cloud access key id': [joined('LTAI', mixed(20))],
  'a 1Password secret key': [joined('A3-', 'ABCDEF-ABCDEFABCDE-ABCDE-ABCDE-ABCDE')],
  'a 1Password service account token': [joined('ops_', 'eyJ', mixed(250))],
  'an Adobe client secret': [joined('p8e-', mixed(32))],
  'an Airtable token': [joined('pat', mixed(14), '.', hex(64))],
  'an Apify token': [joined('apify_', 'api_', mixed(36))],
  'an Artifactory token': [joined('AKC', 'p', mixed(69)), joined('cmV', 'md', mixed(59))],
  'an Authress key': [joined('sc_', 'abcdef12345.abcd.acc-abcdef123456.', mixed(40))],
  'a Brevo API key': [joined('xkeysib-', hex(64), '-', mixed(16))],
  'a Buildkite token': [joined('bkua_', hex(40))],
  'a ClickHouse Cloud key': [joined('4b', '1d', mixed(38))],
  'a Clojars token': [joined('CLOJARS_', hex(60))],
  'a Cloudflare origin CA key': [joined('v1.0-', hex(24), '-', hex(146))],
  'a Defined Networking token': [joined('dnkey-', upper(26), '-', upper(52))],
  'a Doppler token': [joined('dp.', 'pt.', mixed(43)), joined('dp.', 'st.prd.', mixed(43))],
  'a Dropbox token': [joined('sl.', mixed(135))],
  'a Duffel token': [joined('duffel_', 'live_', mixed(43))],
  'a Dynatrace token': [joined('dt0c01.', upper(24), '.', upper(64))],
  'an EasyPost API key': [joined('EZ', 'AK', mixed(54))],
  'a Facebook token': [joined('123456789012345', '|', mixed(27)), joined('EAA', 'M', mixed(120))],
  'a Flutterwave key': [joined('FLWSECK_', 'TEST-', hex(12))],
  'a Fly.io token': [joined('fo1_', mixed(43)), joined('fm2_', mixed(120))],
  'a Frame.io token': [joined('fio-u-', mixed(64))],
  'a Harness API key': [joined('pat.', mixed(22), '.', mixed(24), '.', mixed(20))],
  'a HCP Terraform token': [joined(mixed(14), '.atlas', 'v1.', mixed(67))],
  'a Heroku API key': [joined('HRKU-', 'AA', mixed(58))],
  'a HubSpot token': [joined('pat-', 'na1-', uuid)],
  'a Hugging Face token': [joined('api_org_', 'abcdefghij'.repeat(4))],
  'an Infracost API key': [joined('ico-', mixed(32))],
  'an Intra42 client secret': [joined('s-s4t2', 'ud-', hex(64))],
  'a LangSmith API key': [joined('lsv2_', 'pt_', hex(32), '_', hex(10))],
  'a Lob API key': [joined('live_', hex(35))],
  'a Mailchimp API key': [joined(hex(32), '-us', '12')],
  'a MaxMind license key': [joined(mixed(6), '_', mixed(29), '_mmk')],
  'a Teams webhook URL': [
    joined('https://acme.webhook', `.office.com/webhookb2/${uuid}@${uuid}/IncomingWebhook/${hex(32)}`),
  ],
  'a New Relic key': [joined('NRII-', mixed(32))],
  'a password of NuGet': [joined('<add key="ClearText', 'Password" value="hunter2hunter" />')],
  'an NVIDIA API key': [joined('nvapi-', mixed(64))],
  'an Octopus Deploy API key': [joined('API-', upper(26))],
  'an OpenShift token': [joined('sha256', '~', mixed(43))],
  'a Pinecone API key': [joined('pcsk_', mixed(65))],
  'a Plaid token': [joined('access-', 'production-', uuid)],
  'a PlanetScale token': [joined('pscale_', 'tkn_', mixed(43))],
  'a PostHog key': [joined('phx_', mixed(43))],
  'a Prefect token': [joined('pnu_', mixed(36))],
  'a Pulumi token': [joined('pul-', hex(40))],
  'a ReadMe token': [joined('rdme_', hex(70))],
  'a Resend API key': [joined('re_', mixed(8), '_', mixed(24))],
  'a RunPod API key': [joined('rpa_', upper(42))],
  'a RubyGems token': [joined('rubygems_', hex(48))],
  'a Razorpay key': [joined('rzp_', 'live_', mixed(14))],
  'a Scalingo token': [joined('tk-us-', mixed(48))],
  'a SettleMint token': [joined('sm_', 'pat_', mixed(16))],
  'a Shippo token': [joined('shippo_', 'live_', hex(40))],
  'a Sonar token': [joined('sqp_', hex(40))],
  'a Sourcegraph token': [joined('sgp_', hex(40)), joined('sgp_', 'local_', hex(40))],
  'a Square token': [joined('sq0', 'atp-', mixed(22)), joined('EA', 'AA', mixed(60))],
  'a Stripe key': [joined('sk_', 'prod_', mixed(24))],
  'a Supabase key': [joined('sb_', 'secret_', mixed(22), '_', mixed(8))],
  'a Tailscale key': [joined('tskey-', 'auth-', mixed(11), '-', mixed(32))],
  'a Typeform token': [joined('tfp_', mixed(59))],
  'a Vercel token': [joined('vcp_', mixed(56))],
  'a Yandex Cloud token': [joined('AQ', 'VN', mixed(36)), joined('t1.', mixed(40), '.', mixed(86))],
};
const ROWS = Object.entries(FORMATS).flatMap(([shape, tokens]) => tokens.map(token => ({ shape, token })));

describe.each(ROWS)('$shape', ({ shape, token }) => {
  test.each([
    ['alone', (text: string) => text],
    ['behind a flag', (text: string) => `--setting=${text}`],
    ['in JSON', (text: string) => `{"a": ${JSON.stringify(text)}}`],
    ['in base64', (text: string) => Buffer.from(text).toString('base64')],
    ['in base64 for URLs, in a text', (text: string) => `x ${Buffer.from(`a: ${text}`).toString('base64url')} y`],
    ['in base64 of several lines', (text: string) => wrapped(Buffer.from(`a: ${text}`).toString('base64'))],
  ])('is found %s', (_, around) => {
    expect(credentialShape(around(token))).toBe(shape);
  });

  test('is nothing in the middle of a word', () => {
    expect(credentialShape(`x${token.split('.')[0]}`.slice(0, 20))).toBeUndefined();
  });
});

function wrapped(text: string): string {
  return text.replace(/.{40}/g, '$&\n');
}

test.each([
  'token: ${TOKEN}',
  'token: "${TOKEN}"',
  '{ token: ${TOKEN} }',
  '{ "token": "${TOKEN}" }',
  'token: $TOKEN',
  'token: <your token>',
  'token: %TOKEN%',
  'password: {{ .password }}',
  'password: {{ .Values.password | quote }},',
  '# Login\nPassword: ask the admin',
  'Token: see the page of your provider',
  'secret: {',
  'password = getpass("Password: ")',
  '//registry.npmjs.org/:_authToken=${NPM_TOKEN}',
  'machine x login y password $(TOKEN)',
  'curl -u "$USER:$PASSWORD" https://x',
  'curl -u admin:$(PASSWORD) https://x',
  'docker run -u 1000:1000 image',
  '{"auths": {"ghcr.io": {"auth": "${AUTH}"}}}',
  '{"auth": "oauth2-client"}',
  Buffer.from('a text of many words that is no secret at all').toString('base64'),
  Buffer.from('password: ${TOKEN}').toString('base64'),
  'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'pat-na1-not-a-token',
  'api-server-with-a-long-name-us1',
  're_exports_and_more',
  'test_the_answer_of_a_server_that_is_slow',
])('a file with %j is innocent', text => {
  expect(credentialInText(text)).toBeUndefined();
});

test.each([
  'password: hunter2hunter',
  'password: "hunter2 hunter"',
  "token = 'hunter2hunter',",
  '{ password: hunter2hunter }',
  'passphrase: correct horse battery staple',
  'token: ${TOKEN}x1',
])('a file with %j is not', text => {
  expect(credentialInText(text)).toBeDefined();
});

test.each([
  [['curl', '-u', 'admin:hunter2', 'https://x'], 2],
  [['/usr/bin/curl', '--user', 'admin:hunter2'], 2],
  [['sh', '-c', 'curl -u admin:hunter2 https://x'], 2],
])('the command %j has a password', (words, index) => {
  expect(credentialInArguments(words)?.index).toBe(index);
});

test.each([[['curl', '-u', 'admin:$(PASSWORD)']], [['run', '-u', '1000:1000']]])('the command %j has none', words => {
  expect(credentialInArguments(words)).toBeUndefined();
});

test('names of props are searched too', () => {
  const token = joined('ghp_', mixed(36));
  for (const props of [{ env: { [token]: 'x' } }, { labels: { [token]: 'x' } }, { files: { [`/c/${token}`]: 'x' } }]) {
    const message = refusal(chart => {
      server(chart, props);
    });
    expect(message).toMatch(/looks like a GitHub token/);
    expect(message).not.toContain(token);
  }
});

test('what the library writes holds none', () => {
  const { findings } = JSON.parse(
    McpReport.ofManifests([JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objectsOf() })]).toJson(),
  );
  expect(findings.filter(({ rule }: any) => rule === 'secret-literal')).toEqual([]);
});
