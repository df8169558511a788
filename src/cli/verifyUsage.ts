/** How `verify` is used, for the usage text of both programs that have it. */
export const VERIFY_USAGE = `[dir] [--step ID]… [--check ID]… [--claimed] [--yes] [--show-code] [--json] [--junit FILE]
      Verify a project's steps. Without --yes nothing of the project runs: files are read, and what
      the checks would do is listed. --yes agrees to run these programs and, through them, the
      project's own code. --show-code prints all that would run, and verifies nothing.
      --claimed verifies again what evidence.jsonl claims, and fails when that file is damaged;
      --step names one step, also several times. --check runs one check alone, which is quick and
      proves no step; also several times. The exit code is 1 when a core step fails, a deeper step
      that was verified before, or a step or check that is named.`;
