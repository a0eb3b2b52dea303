import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments, parseDocument } from 'yaml';
import { Metrics } from '../apps/api/src/telemetry/metrics.ts';
import { noPromtool, promtool } from '../apps/api/src/testing/promtool.ts';
import { root } from './service/root.ts';

const deploy = join(root, 'deploy');
const read = (path: string) => readFileSync(join(deploy, path), 'utf8');
const files = readdirSync(deploy, { recursive: true, encoding: 'utf8' });

/** The metrics of a replica, and the names of their series. */
async function servedNames(): Promise<ReadonlySet<string>> {
  const metrics = new Metrics();
  metrics.read({
    modelIds: () => [],
    breakerState: () => 'CLOSED',
    openStreams: () => 0,
    runningGenerations: () => 0,
    ledgerQueue: () => ({ count: 0, oldestMs: 0 }),
    isJournaling: () => false,
  });
  const types = [...(await metrics.write()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
}

/** The metrics in an expression. */
function namesIn(expression: string): readonly string[] {
  return expression.match(/\b(?:penstock|process)_\w+/g) ?? [];
}

type Dashboard = { panels: { title: string; targets: { expr: string }[] }[] };

test('the dashboard queries existing metrics, in every panel', async () => {
  const served = await servedNames();
  const { panels } = JSON.parse(read('grafana/penstock.json')) as Dashboard;
  const asked = panels.map(({ title, targets }) => ({ title, names: targets.flatMap(({ expr }) => namesIn(expr)) }));
  expect(asked.filter(({ names }) => names.length === 0 || names.some((name) => !served.has(name)))).toEqual([]);
});

test('the alerts query existing metrics', async () => {
  const served = await servedNames();
  type Groups = { groups: { rules: { alert: string; expr: string }[] }[] };
  const { groups } = parse(read('prometheus/penstock-alerts.yml')) as Groups;
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  const unknown = rules.flatMap(({ alert, expr }) =>
    namesIn(expr).flatMap((name) => (served.has(name) ? [] : `${alert}: ${name}`)),
  );
  expect(unknown).toEqual([]);
});

test.skipIf(noPromtool !== '')(`promtool accepts the alerts${noPromtool}`, () => {
  expect(promtool(['check', 'rules', join(deploy, 'prometheus/penstock-alerts.yml')])).toBe('');
  expect(promtool(['check', 'config', join(deploy, 'prometheus/prometheus.yml')])).toBe('');
});

test.skipIf(noPromtool !== '')(`each alert fires when it should, and none while all is well${noPromtool}`, () => {
  const tests = join(root, 'tests/alerts.promtool.yml');
  expect(promtool(['test', 'rules', tests])).toBe('');
  type Test = { name: string; alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[] };
  const fired = (parse(readFileSync(tests, 'utf8')).tests as Test[]).flatMap((one) =>
    one.alert_rule_test.filter(({ exp_alerts }) => exp_alerts !== undefined).map(({ alertname }) => alertname),
  );
  const alerts = [...read('prometheus/penstock-alerts.yml').matchAll(/- alert: (\w+)/g)].map((match) => match[1]);
  expect(alerts.filter((alert) => !fired.includes(alert ?? ''))).toEqual([]);
});

const plainYaml = files.filter((name) => /\.ya?ml$/.test(name) && !name.includes('templates/'));

test.each(plainYaml)('%s is YAML', (name) => {
  expect(parseAllDocuments(read(name), { merge: true }).flatMap(({ errors }) => errors)).toEqual([]);
});

/** Renders a template enough to parse it: flow control is removed, and each value becomes a word. */
function withoutTemplate(text: string): string {
  return text
    .replace(/^\s*\{\{-? (?:if|end|range|else|with).*\}\}\n/gm, '')
    .replace(/\{\{-? toYaml .*?\}\}/g, ' {}')
    .replace(/"\{\{[^"\n]*?\}\}:\{\{[^"\n]*?\}\}"/g, 'word')
    .replace(/\{\{.*?\}\}/g, 'word');
}

test.each(files.filter((name) => name.includes('templates/')))('%s is YAML after rendering', (name) => {
  const documents = parseAllDocuments(withoutTemplate(read(name)));
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  for (const document of documents) expect(document.toJS()).toMatchObject({ apiVersion: expect.any(String) });
});

test('every value that the chart reads is in its values file', () => {
  const values = parseDocument(read('helm/penstock/values.yaml'));
  for (const name of files.filter((file) => file.includes('templates/'))) {
    for (const [, path = ''] of read(name).matchAll(/\.Values\.([\w.]+)/g)) {
      expect(values.hasIn(path.split('.')), `${name} reads ${path}`).toBe(true);
    }
  }
});

test('every image has a version', () => {
  const images = files
    .filter((name) => /Dockerfile$|\.ya?ml$/.test(name))
    .flatMap((name) => [...read(name).matchAll(/^(?:FROM|\s+image:) "?([^\s"{]+)/gm)].map((match) => match[1] ?? ''));
  expect(images.length).toBeGreaterThan(5);
  expect(images.filter((image) => !/:v?\d+\.\d+(\.\d+)?(-\w+)*$/.test(image))).toEqual([]);
});

test('the container runs the same Node as the repository', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const bases = [...read('docker/Dockerfile').matchAll(/^FROM node:([\d.]+)-/gm)].map((match) => match[1]);
  expect(bases).toEqual([dependencies.node, dependencies.node]);
});
