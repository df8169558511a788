/** How `verify` is used, for the usage text of both programs that have it. */
export const VERIFY_USAGE = `[dir] [--step ID]… [--claimed] [--yes] [--json] [--junit FILE]
      Verify a project's steps. --yes agrees to run the project's commands, which are shown first;
      --claimed verifies again what evidence.jsonl claims; --step names one step, also several times.`;
