import * as vscode from 'vscode';
import { reportAddress, reportAdvice } from '../../core/reportAddress.ts';
import { tell } from './messages.ts';

/**
 * Copies a report, and says where to send it; the address comes from package.json.
 * @param toAdd what the learner still has to write, as a sentence
 */
export async function copyReport(
  report: string,
  toAdd: string,
  { extension }: vscode.ExtensionContext,
): Promise<void> {
  await vscode.env.clipboard.writeText(report);
  const address = reportAddress((extension.packageJSON as { readonly bugs?: unknown }).bugs);
  const message = [vscode.l10n.t('A report is on the clipboard.'), toAdd, reportAdvice(address)];
  const open = vscode.l10n.t('Open Address');
  void tell(message.join(' '), ...(address === undefined ? [] : [open])).then((pressed) => {
    if (pressed === open && address !== undefined) {
      void vscode.env.openExternal(vscode.Uri.parse(address, true));
    }
  });
}
