/** The objects that the library makes, as plain ApiObjects. */
const { ApiObject, App, Chart } = require('cdk8s');

module.exports = (objects, outdir) => {
  const app = new App({ outdir });
  const chart = new Chart(app, 'bench', { namespace: 'mcp-tools' });
  objects.forEach((object, i) => new ApiObject(chart, `object-${i}`, object));
  return app;
};
