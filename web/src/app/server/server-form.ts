import { SchemaPathTree, applyEach, schema, validate } from '@angular/forms/signals';
import { CheckDraft } from './check-draft';
import { Draft } from './draft';
import {
  addressFault,
  headersFault,
  hostnameFault,
  pathFault,
  servernameFault,
  statusesFault,
  tagsFault,
  wholeFault,
} from './form-rules';

/** The rules of the form, each at its field. */
export const draftSchema = schema<Draft>((draft) => {
  rule(draft.hostname, hostnameFault);
  rule(draft.ipAddress, addressFault);
  rule(draft.tags, tagsFault);
  rule(draft.sshPort, (text) => wholeFault(text, 1, 65_535));
  applyEach(draft.checks, checkSchema);
});

export const checkSchema = schema<CheckDraft>((check) => {
  rule(check.port, (text) => wholeFault(text, 1, 65_535));
  rule(check.path, pathFault);
  rule(check.statuses, statusesFault);
  rule(check.headers, headersFault);
  rule(check.servername, servernameFault);
  rule(check.warnDays, (text) => wholeFault(text, 0, 3_650));
  rule(check.intervalSeconds, (text) => wholeFault(text, 1, 86_400));
  rule(check.timeoutMs, (text) => wholeFault(text, 50, 60_000));
  rule(check.warnMs, (text) => wholeFault(text, 1, 60_000));
  rule(check.failAfter, (text) => wholeFault(text, 1, 10));
  rule(check.recoverAfter, (text) => wholeFault(text, 1, 10));
});

export function rule(path: SchemaPathTree<string>, faultOf: (text: string) => string | null): void {
  validate(path, ({ value }) => {
    const message = faultOf(value());
    return message === null ? undefined : { kind: 'rule', message };
  });
}
