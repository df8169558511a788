import * as vscode from 'vscode';
import { programDocument } from '../../core/checks/programDocument.ts';
import { summaryLines, visible } from '../../core/checks/programText.ts';
import type { Agreement } from '../../node/checks/agreement.ts';
import { ReadOnlyDocuments } from '../ports/readOnlyDocuments.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';

const KEY = 'verify.consent';
const SCHEME = 'mlops-roadmap-checks';
// Characters that a dialog can show on a small screen, where the system's own does not scroll.
const ROOM = 1000;

/** Asks whether the checks of a project may run, and remembers what was agreed to. */
export class Consent implements vscode.Disposable {
  private readonly memory: vscode.Memento;
  private readonly documents = new ReadOnlyDocuments(SCHEME);

  constructor(memory: vscode.Memento) {
    this.memory = memory;
  }

  /** Whether the learner has agreed to exactly this before. */
  isGiven(project: WorkspaceProject, agreement: Agreement): boolean {
    if (agreement.programs.length === 0) return true;
    return agreement.complete && this.memory.get(keyOf(project)) === agreement.hash;
  }

  /**
   * Asks about what would run. A yes is remembered until that changes.
   * @param withdrawn ends the question while the learner looks at the code
   * @returns undefined when it is left or withdrawn: then nothing is to be done
   */
  async ask(
    project: WorkspaceProject,
    agreement: Agreement,
    withdrawn: AbortSignal,
  ): Promise<boolean | undefined> {
    const run = vscode.l10n.t('Run the Checks');
    const read = vscode.l10n.t('Only Read Files');
    const show = vscode.l10n.t('Show the Code');
    const question = vscode.l10n.t('Run the checks of {0}?', visible(agreement.name));
    const options = { modal: true, detail: detailOf(agreement) };
    let pressed = await vscode.window.showWarningMessage(question, options, run, read, show);
    if (pressed === show) {
      await this.show(project, agreement);
      pressed = await Promise.race([
        vscode.window.showWarningMessage(question, run, read),
        aborted(withdrawn),
      ]);
    }
    if (pressed === run) {
      await this.memory.update(keyOf(project), agreement.hash);
      return true;
    }
    return pressed === read ? false : undefined;
  }

  dispose(): void {
    this.documents.dispose();
  }

  private async show(project: WorkspaceProject, agreement: Agreement): Promise<void> {
    // The hash in the address: a document that is open already shows what was asked about then.
    const uri = this.documents.put(
      `${vscode.l10n.t('Checks of {0}', fileName(agreement.name))}.md`,
      `${project.record.instance}.${agreement.hash}`,
      programDocument(agreement),
    );
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
  }
}

function detailOf({ programs }: Agreement): string {
  const lines = summaryLines(programs);
  let length = 0;
  const shown = lines.filter((line, place) => (length += line.length) <= ROOM || place === 0);
  const more = lines.length - shown.length;
  return [
    vscode.l10n.t(
      'The checks start programs from .mlops-roadmap, and these run the project’s own code, with your rights, as tests do. The project describes the programs like this:',
    ),
    '',
    ...shown.map((line) => `• ${line}`),
    ...(more > 0 ? [vscode.l10n.t('… and {0} more: Show the Code lists them.', more)] : []),
    '',
    vscode.l10n.t(
      'You are asked again when these programs change, not when you change your own code.',
    ),
  ].join('\n');
}

/** A project's name as a tab can have it. */
function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N} ._-]/gu, '_').slice(0, 60);
}

/** Each copy of a project is asked about on its own. */
function keyOf({ record, uri }: WorkspaceProject): string {
  return `${KEY}.${record.instance}.${uri.toString()}`;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
