import { readList, readObject } from '../json/read-json-value.ts';
import { without } from './choose-weaker-form.ts';
import type { WeakerForm } from './weaker-form.ts';

/**
 * The form without stop sequences, for models that refuse them: the answer is cut at them here. `holder`: the object of
 * the body that has the member; null for the body itself.
 */
export function stopCutHere(member: string, holder: string | null = null): WeakerForm {
  return {
    id: 'stop cut here',
    names: [member, 'stop'],
    words: /stop[ _]?sequences?|stop words?/i,
    weaken: (call) => {
      const object = holder === null ? call.body : (readObject(call.body[holder]) ?? {});
      const rest = without(object, member);
      if (rest === null) return null;
      const value = object[member];
      const list = typeof value === 'string' ? [value] : readList(value);
      const cutAt = list.filter((sequence) => typeof sequence === 'string').filter((sequence) => sequence !== '');
      return { ...call, body: holder === null ? rest : { ...call.body, [holder]: rest }, cutAt };
    },
    warning: { path: 'stop', action: 'converted', instead: 'the answer is cut at the sequences by the gateway' },
  };
}
