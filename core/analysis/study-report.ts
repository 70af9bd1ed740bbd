import type { LayerHistory } from '../protocol/layer-figures.ts';
import { errorFigure, type ErrorFigure } from './error-figure.ts';
import { heatColour, heatMapOf, heatScale, thinned, type HeatMap } from './heat-map.ts';
import { partOf, type Scale } from './scale.ts';
import { errorRange, errorText, studyText } from './study-text.ts';
import type { Estimate, StudyResult, StudyRun } from './study-result.ts';
import type { StudyWords } from './study-words.ts';

export interface StudyReportInput {
  readonly result: StudyResult;
  readonly runs: readonly StudyRun[];
  /** Of the first seed of each network that recorded its layers. */
  readonly layers: readonly { readonly variant: number; readonly history: LayerHistory }[];
  readonly device: string | undefined;
  readonly words: StudyWords;
}

/** On white, as in a paper: those of the runs in a comparison. */
const colours = [
  '#2c67d9',
  '#c4620a',
  '#167a48',
  '#c42c42',
  '#764cd1',
  '#08788c',
  '#866800',
  '#be328c',
  '#7a5838',
  '#606c83',
];

export function variantColour(variant: number): string {
  return colours[variant % colours.length] ?? '#606c83';
}

/** Steps of a map in a report: what is finer than this nobody sees on paper. */
const mostSteps = 60;

/**
 * A study as one HTML file with its data: nothing is loaded, and nothing runs. Names come from people and files, so that everything is escaped.
 */
export function studyReport({ result, runs, layers, device, words }: StudyReportInput): string {
  const { study } = result;
  const text = studyText(result, words);
  const maps = layers.map(({ variant, history }) => ({
    title: result.variants[variant]?.title ?? '',
    map: thinned(
      heatMapOf(history, 'gradientNorm', (kind) => kind !== 'batchNorm'),
      mostSteps,
    ),
  }));
  const scale = heatScale(
    maps.map(({ map }) => map),
    'gradientNorm',
  );
  const { name, data, recipe, seeds } = study;
  const settings: [string, string][] = [
    [
      words.data,
      `${data.dataset}${data.limit === undefined ? '' : ` (${String(data.limit)})`}, ${data.validation.kind}`,
    ],
    [words.seeds, seeds.join(', ')],
    ...(device === undefined ? [] : [[words.device, device] as [string, string]]),
    ...Object.entries(recipe)
      .filter(([key]) => key !== 'seed' && key !== 'augmentation')
      .map(([key, value]): [string, string] => [
        key,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
  ];
  const all = {
    study,
    variants: result.variants,
    claims: result.claims,
    finding: result.finding,
    runs,
    layers: maps.map(({ title, map }) => ({ title, rows: map.rows, steps: map.steps, gradientNorm: [...map.values] })),
  };
  return `<!doctype html>
<html lang="${escaped(words.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header><p>${escaped(words.kinds[study.kind])}</p><h1>${escaped(name)}</h1></header>
<section><h2>${escaped(words.finding)}</h2>
<p class="headline">${escaped(text.headline)}</p>
${text.notes.map((note) => `<p class="note">${escaped(note)}</p>`).join('\n')}
<ul>${text.claims.map(({ claim, grounds }) => `<li><strong>${escaped(claim)}</strong><br>${escaped(grounds.join(' · '))}</li>`).join('\n')}</ul>
</section>
<section><h2>${escaped(words.figure)}</h2>
${figureSvg(errorFigure(result), result, words)}
<p class="note">${escaped(words.figureNote)}</p>
</section>
<section><h2>${escaped(words.table)}</h2>${resultTable(result, words)}</section>
${
  scale === undefined
    ? ''
    : `<section><h2>${escaped(words.maps)}</h2><div class="maps">${maps.map(({ title, map }) => mapSvg(title, map, scale, words)).join('\n')}</div>
<p class="legend">${scaleNumber(scale.low)} <span class="bar"></span> ${scaleNumber(scale.high)}</p>
<p class="note">${escaped(words.mapsNote)}</p></section>`
}
<section><h2>${escaped(words.settings)}</h2><dl>${settings.map(([label, value]) => `<div><dt>${escaped(label)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl></section>
<section><h2>${escaped(words.rawData)}</h2>${runTable(result, runs, words)}</section>
</main>
<script type="application/json" id="study">${JSON.stringify(all, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? null : value)).replaceAll('<', '\\u003c')}</script>
</body>
</html>
`;
}

function figureSvg(
  { width, height, plot, xTicks, yTicks, curves }: ErrorFigure,
  result: StudyResult,
  words: StudyWords,
): string {
  const bottom = plot.top + plot.height;
  const label = (x: number, y: number, text: string, anchor: string): string =>
    `<text x="${String(x)}" y="${String(y)}" text-anchor="${anchor}">${escaped(text)}</text>`;
  const legend = result.variants
    .map(({ variant, title }) => `<span><i style="background:${variantColour(variant)}"></i>${escaped(title)}</span>`)
    .join('');
  return `<p class="legend">${legend}</p>
<svg viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="${escaped(words.figure)}">
${yTicks.map(({ at, label: text }) => `<line x1="${String(plot.left)}" x2="${String(plot.left + plot.width)}" y1="${String(at)}" y2="${String(at)}" stroke="#e1e5ea"/>${label(plot.left - 8, at + 4, text, 'end')}`).join('\n')}
${xTicks.map(({ at, label: text }) => label(at, bottom + 18, text, 'middle')).join('\n')}
${label(plot.left + plot.width / 2, bottom + 38, words.epoch, 'middle')}
${curves.map(({ band, variant }) => (band === '' ? '' : `<path d="${band}" fill="${variantColour(variant)}" fill-opacity="0.12"/>`)).join('\n')}
${curves.map(({ line, dots, dashed, variant }) => `<path d="${line}" fill="none" stroke="${variantColour(variant)}" stroke-width="1.8"${dashed ? ' stroke-dasharray="6 4"' : ''}/>${dots.map(({ x, y }) => `<circle cx="${String(x)}" cy="${String(y)}" r="2.6" stroke="${variantColour(variant)}" fill="${dashed ? '#fff' : variantColour(variant)}"/>`).join('')}`).join('\n')}
</svg>`;
}

function resultTable({ variants }: StudyResult, words: StudyWords): string {
  const cell = (estimate: Estimate | undefined): string => {
    if (estimate === undefined) return '<td class="number">–</td>';
    const { mean, interval } = estimate;
    const range = interval === undefined ? '' : `<br><small>${errorRange(interval)}</small>`;
    return `<td class="number">${errorText(mean)}${range}</td>`;
  };
  const rows = variants.map(
    ({ title, parameters, completed, runs, error }) =>
      `<tr><th scope="row">${escaped(title)}</th><td class="number">${parameters === undefined ? '–' : String(parameters)}</td><td class="number">${escaped(words.runsOf(String(completed), String(runs)))}</td>${cell(error?.training)}${cell(error?.validation)}</tr>`,
  );
  return `<table><thead><tr>${[words.network, words.parameters, words.runs, words.parts.training, words.parts.validation].map((title, i) => `<th scope="col"${i === 0 ? '' : ' class="number"'}>${escaped(title)}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table><p class="note">${escaped(words.interval)}</p>`;
}

function runTable({ variants }: StudyResult, runs: readonly StudyRun[], words: StudyWords): string {
  const rows = runs.map(({ id, variant, seed, status, epochs }) => {
    const last = epochs[epochs.length - 1];
    const error = (accuracy: number | undefined): string => (accuracy === undefined ? '–' : errorText(1 - accuracy));
    return `<tr><td>${escaped(id)}</td><td>${escaped(variants[variant]?.title ?? '')}</td><td class="number">${String(seed)}</td><td>${escaped(status)}</td><td class="number">${String(last?.epoch ?? 0)}</td><td class="number">${error(last?.accuracy)}</td><td class="number">${error(last?.valAccuracy)}</td></tr>`;
  });
  const titles = [
    words.run,
    words.network,
    words.seed,
    words.status,
    words.epoch,
    words.parts.training,
    words.parts.validation,
  ];
  return `<table><thead><tr>${titles.map((title, i) => `<th scope="col"${[2, 4, 5, 6].includes(i) ? ' class="number"' : ''}>${escaped(title)}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

/** Shades of a map: cells of one shade are one path, which keeps a file of many layers small. */
const shades = 32;

function mapSvg(title: string, map: HeatMap, scale: Scale, words: StudyWords): string {
  const [rows, columns] = [map.rows.length, map.steps.length];
  const cells = Array.from({ length: shades }, () => '');
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const part = partOf(map.values[row * columns + column] ?? NaN, scale);
      if (part === undefined) continue;
      const shade = Math.min(shades - 1, Math.floor(part * shades));
      cells[shade] = `${cells[shade] ?? ''}M${String(column)} ${String(row)}h1v1h-1z`;
    }
  const paths = cells.map((path, shade) =>
    path === '' ? '' : `<path d="${path}" fill="rgb(${heatColour((shade + 0.5) / shades).join(' ')})"/>`,
  );
  const ends = `${words.step} ${String(map.steps[0] ?? 0)} – ${String(map.steps[columns - 1] ?? 0)}`;
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${String(columns)} ${String(rows)}" preserveAspectRatio="none" shape-rendering="crispEdges" role="img" aria-label="${escaped(`${title}: ${words.maps}`)}" style="height:${String(Math.min(420, Math.max(90, rows * 8)))}px">${paths.join('')}</svg><p class="note">${escaped(map.rows[0] ?? '')} … ${escaped(map.rows[rows - 1] ?? '')} · ${escaped(ends)}</p></figure>`;
}

function scaleNumber(value: number): string {
  return value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(3)));
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const gradient = Array.from({ length: 11 }, (_, i) => `rgb(${heatColour(i / 10).join(' ')})`).join(',');

const style = `
body{margin:0;background:#f5f6f8;color:#191d24;font:15px/1.5 Inter,system-ui,'Noto Sans SC','PingFang SC',sans-serif}
main{max-width:900px;margin:0 auto;padding:40px 24px 64px}
header p{margin:0;color:#545e6c}h1{margin:0 0 20px;font-size:28px;line-height:1.25;overflow-wrap:anywhere}
h2{margin:0 0 12px;font-size:16px}
section{margin:0 0 16px;padding:20px 24px;background:#fff;border:1px solid #e1e5ea;border-radius:10px;overflow-x:auto}
.headline{margin:0 0 12px;font-size:18px;font-weight:600}
.note{margin:8px 0 0;color:#545e6c;font-size:13px}
ul{margin:0;padding:0;list-style:none}li{margin:8px 0 0;padding:8px 12px;border-left:3px solid #c5ccd6;background:#f5f6f8;font-size:14px}
svg{display:block;width:100%}svg text{font-size:12px;fill:#545e6c}
.legend{display:flex;flex-wrap:wrap;align-items:center;gap:4px 18px;margin:0 0 8px;font-size:13px}.legend i{display:inline-block;width:14px;height:4px;margin-right:7px;border-radius:2px;vertical-align:middle}
.bar{width:180px;height:10px;border-radius:3px;background:linear-gradient(90deg,${gradient})}
.maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(180px,1fr));gap:16px;margin-bottom:14px}figure{margin:0;min-width:0}figcaption{margin-bottom:6px;font-weight:600;font-size:13px}
table{border-collapse:collapse;width:100%;font-size:13px}th,td{padding:6px 10px 6px 0;border-bottom:1px solid #e1e5ea;text-align:left;vertical-align:top}thead th{color:#545e6c;font-weight:500}.number{text-align:right}small{color:#545e6c}
dl{margin:0;font-size:13px;display:grid;grid-template-columns:repeat(auto-fill,minmax(260px,1fr));gap:4px 24px}dl div{display:flex;gap:12px;justify-content:space-between}dt{color:#545e6c}dd{margin:0;text-align:right;overflow-wrap:anywhere}
@media print{body{background:#fff}section{break-inside:avoid}}`;
