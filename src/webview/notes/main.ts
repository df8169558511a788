import type {
  NotesState,
  GuideAction,
  TaskState,
  ToHost,
  ToNotes,
} from '../../contract/noteMessages.ts';
import { takeLinks } from './links.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: ToHost): void;
  getState(): NotesState | undefined;
  setState(state: NotesState): void;
};

const vscode = acquireVsCodeApi();
const { page = '', shown = '' } = document.body.dataset;
const contents = document.querySelector<HTMLDetailsElement>('#contents');

// False while a stored place cannot be reached yet.
let settled = true;
unfoldContents();
restoreScroll();
listen();
vscode.postMessage({ type: 'ready' });

function unfoldContents(): void {
  const wide = window.matchMedia('(min-width: 1000px)');
  const unfold = () => contents?.toggleAttribute('open', wide.matches);
  wide.addEventListener('change', unfold);
  unfold();
}

/** Goes where the learner was; again once styles and fonts have given the page its height. */
function restoreScroll(): void {
  const state = vscode.getState();
  // A document that was hidden knows its place itself; to a new one it is told.
  const told = Number(document.body.dataset['scroll'] ?? 0);
  const scroll = state?.shown === shown ? state.scroll : told;
  vscode.setState({ page, scroll, shown });
  window.scrollTo({ top: scroll });
  if (document.readyState === 'complete') return;
  settled = false;
  window.addEventListener(
    'load',
    () => {
      // Also for the top: VS Code has just put the document before it back to where that one stood.
      if (!settled) window.scrollTo({ top: scroll });
      settled = true;
    },
    { once: true },
  );
}

function listen(): void {
  let pending = false;
  window.addEventListener('scroll', () => {
    // Before the page has its height, a place that is out of reach would overwrite the stored one.
    if (pending || !settled) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      vscode.setState({ page, scroll: window.scrollY, shown });
      vscode.postMessage({ type: 'place', scroll: window.scrollY });
    });
  });
  window.addEventListener('message', (event: MessageEvent<ToNotes>) => receive(event.data));
  takeLinks((href) => {
    if (href.startsWith('#')) scrollTo(href.slice(1));
    else vscode.postMessage({ type: 'open', href });
  });
  document.addEventListener('click', onClick);
  document.addEventListener('change', onChange);
}

function receive(message: ToNotes): void {
  if (message.type === 'scrollTo') return scrollTo(message.anchor);
  if (message.type === 'notices') return replaceNotices(message.html);
  if (message.type === 'steps') {
    replaceSteps(message.html);
    replaceNotices(message.notices);
  } else takeStates(message.states);
  const summary = document.querySelector('.summary');
  if (summary && summary.textContent !== message.summary) summary.textContent = message.summary;
}

function replaceNotices(html: string): void {
  const notices = document.querySelector('#notices');
  if (notices) notices.innerHTML = html;
}

/** Takes the steps' new HTML; what is unfolded and where the keyboard is stay as they are. */
function replaceSteps(html: string): void {
  const steps = document.querySelector('#steps');
  if (!steps) return;
  const open = new Set([...steps.querySelectorAll('details[open]')].map(({ id }) => id));
  const focused = document.activeElement;
  const action = focused instanceof HTMLElement ? focused.dataset : {};
  steps.innerHTML = html;
  for (const step of steps.querySelectorAll('details[id]')) {
    step.toggleAttribute('open', open.has(step.id));
  }
  if (action['action'] === undefined) return;
  [...steps.querySelectorAll<HTMLElement>('[data-action]')]
    .find(({ dataset }) => dataset['action'] === action['action'] && dataset['id'] === action['id'])
    ?.focus({ preventScroll: true });
}

function takeStates(states: Readonly<Record<string, TaskState>>): void {
  for (const item of document.querySelectorAll<HTMLElement>('[data-task]')) {
    const state = states[item.dataset['task'] ?? ''];
    const box = item.querySelector('input');
    if (!state || !box) continue;
    item.dataset['state'] = state;
    box.checked = state === 'done';
  }
}

function onChange(event: Event): void {
  const box = event.target;
  if (!(box instanceof HTMLInputElement)) return;
  const id = box.closest<HTMLElement>('[data-task]')?.dataset['task'];
  if (id !== undefined) vscode.postMessage({ type: 'toggle', id, done: box.checked });
}

function onClick(event: MouseEvent): void {
  const target = event.target;
  if (!(target instanceof Element)) return;
  const button = target.closest('button');
  if (button?.id === 'report') report();
  else if (button?.dataset['action'] !== undefined) act(button);
  else if (button) useCode(button);
}

function act({ dataset }: HTMLButtonElement): void {
  const { id } = dataset;
  const action = dataset['action'] as GuideAction;
  vscode.postMessage({ type: 'action', action, ...(id === undefined ? {} : { id }) });
}

function useCode(button: HTMLButtonElement): void {
  const figure = button.closest<HTMLElement>('figure.code');
  const text = figure?.querySelector('code')?.textContent;
  if (!figure || text === undefined) return;
  if (button.dataset['code'] === 'open') {
    vscode.postMessage({
      type: 'openAsFile',
      text,
      language: figure.dataset['language'] ?? 'text',
    });
    return;
  }
  vscode.postMessage({ type: 'copy', text });
  button.textContent = 'Copied';
  setTimeout(() => (button.textContent = 'Copy'), 1500);
}

function report(): void {
  const heading = [...document.querySelectorAll<HTMLElement>('main h2, main h3')]
    .filter((each) => each.getBoundingClientRect().top < window.innerHeight / 2)
    .at(-1);
  const quote = window.getSelection()?.toString() ?? '';
  vscode.postMessage({ type: 'report', heading: heading?.textContent ?? '', quote });
}

function scrollTo(anchor: string): void {
  const target = document.getElementById(anchor);
  if (!target) return;
  settled = true;
  if (target instanceof HTMLDetailsElement) target.open = true;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  const calm = document.body.classList.contains('vscode-reduce-motion');
  target.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
}
