import { Field } from './field';
import { ServerDraft } from './server-draft';
import { isHttpPath } from '../workload/probes';

/* Metrics that Prometheus scrapes. */

const METRICS_PORTS = ['metrics', 'http-metrics', 'prometheus', 'prom', 'monitoring'];

/** A port of its own for metrics is opened to what the platform scrapes with. */
export function importMetricsPort(server: ServerDraft, ports: Field, own: string): void {
  const metrics = ports.items.filter(port => METRICS_PORTS.includes(port.at('name').text ?? ''));
  const [port] = metrics;
  const number = portNumber(port?.at('containerPort').text);
  if (metrics.length === 1 && number !== undefined && own !== String(number)) {
    server.sourceOption('metricsPort', number);
    port.useEach(['name', 'protocol', 'containerPort'], `${server.sourceAt}.metricsPort`);
  }
}

/** `prometheus.io/scrape` and the annotations beside it: the library writes its own where `platform.monitoring` is. */
export function importScraping(server: ServerDraft, annotations: Field): void {
  const [scrape, port, path] = ['scrape', 'port', 'path'].map(key => annotations.at(`prometheus.io/${key}`));
  if (!scrape.flag) {
    return;
  }
  const number = portNumber(port.text);
  if (!port.isGiven || number === undefined || server.isOwnPort(number)) {
    const problem = server.isOwnPort(number)
      ? 'has metrics on its MCP port, where a scraper could call tools'
      : 'names no port of 1024 to 65535';
    server.decide(
      'source.image.metricsPort',
      'metrics',
      `${annotations.path} ${problem}: serve metrics on a port of their own, and write it here; ${MONITORING}`,
    );
    for (const field of [scrape, port, path]) {
      field.open('see the decisions');
    }
    return;
  }
  server.sourceOption('metricsPort', number);
  if (path.text !== undefined && isHttpPath(path.text)) {
    server.sourceOption('metricsPath', path.text);
    path.use(`${server.sourceAt}.metricsPath`);
  }
  scrape.use(`${server.sourceAt}.metricsPort`);
  port.use(`${server.sourceAt}.metricsPort`);
  server.decide('source.image.metricsPort', 'metrics', `${annotations.path} has it scraped: ${MONITORING}`);
}

/** How scrapers reach a server. */
const MONITORING = 'name the pods that scrape in platform.monitoring, or nobody reaches its metrics';

function portNumber(text: string | undefined): number | undefined {
  const number = /^\d{4,5}$/.test(text ?? '') ? Number(text) : 0;
  return number >= 1024 && number <= 65535 ? number : undefined;
}
