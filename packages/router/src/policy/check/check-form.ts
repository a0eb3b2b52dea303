import { type PolicyDocument, policyDocument } from '../schema/policy-document.ts';
import type { Path } from '../source/path.ts';
import { type PolicySource, valueAt } from '../source/policy-source.ts';
import { explainSchemaErrors } from './explain-schema-errors.ts';
import type { IssueList } from './issue-list.ts';

/**
 * Checks the form of a document against the schema, and reports all errors. Returns the document without the invalid
 * parts, so that later checks still find other errors. Null when nothing is left.
 */
export function checkForm(source: PolicySource, issues: IssueList): PolicyDocument | null {
  const holder = { data: unshare(source.data) };
  for (let isFirst = true; ; isFirst = false) {
    const { success, data, error } = policyDocument.safeParse(holder.data);
    if (success) return data;
    const findings = explainSchemaErrors({
      schema: policyDocument,
      data: holder.data,
      issues: error.issues,
      writtenAs: source.writtenAs,
    });
    if (isFirst) for (const finding of findings.filter(({ path }) => !isRefused(path, source))) issues.add(finding);
    for (const { path } of findings.toReversed()) prune(holder, path);
    if (holder.data === undefined) return null;
  }
}

/** Whether a path holds a forbidden variable, which is reported already. */
function isRefused(path: Path, { refused }: PolicySource): boolean {
  return refused.some((one) => one.path.length === path.length && one.path.every((key, at) => key === path[at]));
}

/** A copy without sharing between aliases, so that the removal of one part leaves the others. */
function unshare(data: unknown): unknown {
  return data === undefined ? null : JSON.parse(JSON.stringify(data));
}

/** Removes the value at a path. If there is none, removes the mapping around it, which lacks a member. */
function prune(holder: { data: unknown }, at: Path): void {
  const path = ['data', ...at];
  while (path.length > 1 && valueAt(holder, path) === undefined) path.pop();
  const parent = valueAt(holder, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof parent !== 'object' || parent === null || key === undefined) return;
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
}
