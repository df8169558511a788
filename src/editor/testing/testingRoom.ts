import * as vscode from 'vscode';
import { countResults, explain, type Report } from '../../core/checks/report.ts';
import { resultsThatCount } from '../../core/checks/verified.ts';
import type { StepCounts } from '../../core/checks/coreSteps.ts';
import type { StepView } from '../../core/project/stepView.ts';
import { tell } from '../ports/messages.ts';
import { showNextHint } from '../state/hints.ts';
import { chooseProject, type Target } from '../state/chooseProject.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';
import { chooseStep } from './chooseStep.ts';
import { reportCheck } from './reportCheck.ts';
import { restartStep } from './restartStep.ts';
import { Solutions } from './solution.ts';
import type { TestingDeps } from './testingDeps.ts';
import { TestTree } from './testTree.ts';
import { Verification } from './verification.ts';
import { openVerifyTerminal } from './verifyTerminal.ts';

/** The commands of this room; what a target leaves open is asked for. */
export interface Testing extends vscode.Disposable {
  verifyProject(target: Target): Promise<void>;
  verifyStep(target: Target): Promise<void>;
  showHint(target: Target): Promise<void>;
  compareWithSolution(target: Target): Promise<void>;
  restartStep(target: Target): Promise<void>;
  reportCheck(target: Target): Promise<void>;
  openVerifyTerminal(target: Target): Promise<void>;
}

/** Makes the Test Explorer's view and the commands around it. */
export function createTesting(deps: TestingDeps): Testing {
  const verification = new Verification(deps);
  const tree = new TestTree(deps, verification);
  const solutions = new Solutions(deps);
  const pick = (target: Target, question: string) => chooseStep(deps.projects, target, question);
  return {
    async verifyProject(target) {
      const project = await chooseProject(deps.projects, target);
      if (!project) return;
      const report = await whileTelling(project.record.name, (token) =>
        tree.verify(project, undefined, token),
      );
      if (report) tellOutcome(deps, project, report);
    },
    async verifyStep(target) {
      const chosen = await pick(target, vscode.l10n.t('Verify which step?'));
      if (!chosen) return;
      const { project, step } = chosen;
      const report = await whileTelling(step.title, (token) =>
        tree.verify(project, step.id, token),
      );
      if (report) tellOutcome(deps, project, report, step);
    },
    async showHint(target) {
      const chosen = await pick(target, vscode.l10n.t('A hint for which step?'));
      if (!chosen) return;
      const { project, step } = chosen;
      const memory = deps.context.workspaceState;
      await showNextHint(memory, project.record.instance, step.id, step.hints.length);
      await deps.showGuide(project.uri, step.id);
    },
    async compareWithSolution(target) {
      const chosen = await pick(target, vscode.l10n.t('The solution of which step?'));
      if (chosen) await solutions.compare(chosen);
    },
    async restartStep(target) {
      const chosen = await pick(target, vscode.l10n.t('Restart which step?'));
      if (chosen) await restartStep(chosen, solutions, deps.verifier);
    },
    async reportCheck(target) {
      const chosen = await pick(target, vscode.l10n.t('A check of which step seems wrong?'));
      if (chosen) await reportCheck(chosen, deps.context);
    },
    async openVerifyTerminal(target) {
      const project = await chooseProject(deps.projects, target);
      if (project) openVerifyTerminal(project);
    },
    dispose() {
      vscode.Disposable.from(tree, solutions, verification).dispose();
    },
  };
}

function whileTelling<T>(
  what: string,
  task: (token: vscode.CancellationToken) => Promise<T>,
): Thenable<T> {
  const title = vscode.l10n.t('Verifying {0}', what);
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (_, token) =>
    task(token),
  );
}

/**
 * Says how a verification ended, with the first reason when something is missing that counts.
 * @param asked the one step that was verified; undefined stands for all
 */
function tellOutcome(
  deps: TestingDeps,
  project: WorkspaceProject,
  report: Report,
  asked?: StepView,
): void {
  const counting = resultsThatCount(project, report.results, asked ? [asked.id] : []);
  const first = counting.find(({ status }) => status !== 'passed');
  const count = countText(countResults(project.steps, report.results));
  if (!first) {
    void tell(asked ? vscode.l10n.t('Verified: {0}.', asked.title) : count);
    return;
  }
  const guide = vscode.l10n.t('Show in the Guide');
  const reason = explain(first).replace(/\n/g, ' ').slice(0, 400);
  void tell(asked ? reason : `${count} ${reason}`, guide).then((pressed) =>
    pressed === guide ? deps.showGuide(project.uri, first.step) : undefined,
  );
}

function countText({ verified, core, deeper }: StepCounts): string {
  return deeper === 0
    ? vscode.l10n.t('{0} of {1} steps verified.', verified, core)
    : vscode.l10n.t('{0} of {1} steps verified, and {2} deeper.', verified, core, deeper);
}
