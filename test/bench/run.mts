import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import { measureActivation } from './activation.mts';
import { measureChecks } from './checks.mts';
import { measureContent } from './content.mts';
import { line, REPORT, table, type Measure } from './measure.mts';
import { measureNotes } from './notes.mts';
import { measureScaffold } from './scaffold.mts';
import { measureSearch } from './search.mts';
import { measureSizes } from './sizes.mts';
import { measureSteps, projectsWithSteps } from './steps.mts';
import { measureTree } from './tree.mts';
import { measureViews } from './views.mts';

// npm run bench: measures the packaged product, prints a table and writes dist/bench.json.
// npm run bench -- PROJECT …: only what the checks of these projects' steps take, line by line.

const projects = process.argv.slice(2);
if (projects.length > 0) {
  await measureSteps(projects, (measure) => console.log(line(measure)));
} else {
  const measures: Measure[] = [
    ...(await measureActivation()),
    ...measureSizes(),
    ...(await measureContent()),
    ...(await measureScaffold()),
    ...(await measureChecks()),
    ...(await measureTree()),
    ...(await measureViews()),
    ...(await measureNotes()),
    ...(await measureSearch()),
    ...(await measureSteps(await projectsWithSteps())),
  ];
  // An aim is ours, not the machine's: the file holds what was measured.
  const report = JSON.stringify(
    measures,
    (key, value: unknown) => (key === 'aim' ? undefined : value),
    2,
  );
  fs.writeFileSync(path.join(root, 'dist', REPORT), `${report}\n`);
  console.log(table(measures));
}
