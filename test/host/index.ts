import { format } from 'node:util';
import Mocha from 'mocha';

// Tells the tests' own lines from the workbench's, which take the same way out.
const MARK = '[tests] ';

/** Called by VS Code inside its extension host. */
export async function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(MARK + format(...args));
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'spec', color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./suite.ts');
  return new Promise((resolve, reject) => {
    mocha.run((failures) => (failures === 0 ? resolve() : reject(new Error(`${failures} failed`))));
  });
}
