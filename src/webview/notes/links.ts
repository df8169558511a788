/**
 * Takes every click on a link of the page, by mouse or keyboard, before VS Code sees it: VS Code
 * opens what any `a[href]` leads to. A link cannot be dragged out either.
 */
export function takeLinks(follow: (href: string) => void): void {
  const take = (event: MouseEvent) => {
    const link = linkOf(event);
    // The right button opens the context menu.
    if (!link || event.button > 1) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    follow(link.getAttribute('href') ?? '');
  };
  // VS Code listens on the window, when the event comes back up.
  window.addEventListener('click', take, { capture: true });
  window.addEventListener('auxclick', take, { capture: true });
  window.addEventListener('dragstart', (event) => linkOf(event) && event.preventDefault(), {
    capture: true,
  });
}

function linkOf({ target }: Event): Element | null {
  return target instanceof Element ? target.closest('a') : null;
}
