// An app of a user that makes an object by hand, which breaks a rule. Copied into the app that has the package.
const { ApiObject, App, Chart } = require('cdk8s');

const app = new App({ recordConstructMetadata: true });
const chart = new Chart(app, 'mixed', { namespace: 'mcp-tools' });
new ApiObject(chart, 'open', {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'open' },
  spec: { type: 'NodePort', selector: { app: 'a' }, ports: [{ port: 80 }] },
});
app.synth();
