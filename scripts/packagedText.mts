/** A section for those who have a clone, up to the next heading of its level. */
const FOR_CONTRIBUTORS = /^## For contributors\n[\s\S]*?(?=^## )/m;
/** A link, but no picture, to a file of the repository. */
const RELATIVE_LINK = /(?<!!)\[([^\][]*)\]\((?![a-z][a-z+.-]*:|#)[^()\s]+\)/gi;

/**
 * README or CHANGELOG as the package holds it. VS Code follows web addresses and anchors alone, so a
 * link to a file becomes its text, and what is for contributors is left out.
 */
export function packagedText(markdown: string): string {
  return markdown.replace(FOR_CONTRIBUTORS, '').replace(RELATIVE_LINK, '$1');
}
