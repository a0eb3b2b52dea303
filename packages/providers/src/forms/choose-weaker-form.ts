import { type JsonObject, readObject } from '../json/read-json-value.ts';
import { type FormRefusal, namesMember } from './refusal-of-form.ts';
import type { Forms, WeakerForm, WrittenCall } from './weaker-form.ts';

/**
 * The next weaker forms for a refused call: those of every place that the refusal names, else the first that its words
 * name. Empty where it names nothing that the call could do without. Forms in `taken` were tried.
 */
export function chooseWeakerForms(
  refusal: FormRefusal,
  call: WrittenCall,
  forms: Forms,
  taken: ReadonlySet<string>,
): readonly WeakerForm[] {
  const chosen: WeakerForm[] = [];
  const ofPlaces = refusal.places.map((place): FormRefusal => ({ ...refusal, places: [place] }));
  for (const one of ofPlaces.length > 0 ? ofPlaces : [refusal]) {
    const form = chooseOne(one, call, forms, taken);
    if (form !== null && !chosen.some(({ id }) => id === form.id)) chosen.push(form);
  }
  return chosen;
}

function chooseOne(
  refusal: FormRefusal,
  call: WrittenCall,
  forms: Forms,
  taken: ReadonlySet<string>,
): WeakerForm | null {
  for (const form of forms.steps) {
    const { names, words, isExact = false } = form;
    const isNamed = words?.test(refusal.text) || names.some((name) => namesMember(refusal, name, isExact));
    if (isNamed && !taken.has(form.id) && form.weaken(call) !== null) return form;
  }
  return optionalMember(refusal, call.body, forms, taken);
}

/** A member that has no form of its own: the call does without it. */
function optionalMember(
  refusal: FormRefusal,
  body: JsonObject,
  forms: Forms,
  taken: ReadonlySet<string>,
): WeakerForm | null {
  const handled = new Set(forms.steps.flatMap(({ names }) => names));
  for (const holder of [null, ...forms.envelopes]) {
    const members = holder === null ? body : (readObject(body[holder]) ?? {});
    const name = Object.keys(members).find(
      (member) =>
        !forms.essential.has(member) &&
        !forms.envelopes.includes(member) &&
        !handled.has(member) &&
        !taken.has(`without ${member}`) &&
        namesMember(refusal, member, false),
    );
    if (name !== undefined) return withoutMember(name, holder);
  }
  return null;
}

/** The form without a member of the body, or of an object in it. */
export function withoutMember(name: string, holder: string | null = null, also: readonly string[] = []): WeakerForm {
  return {
    id: `without ${name}`,
    names: [name, ...also],
    weaken: (call) => {
      const body = holder === null ? without(call.body, name) : withoutInner(call.body, holder, name);
      return body === null ? null : { ...call, body };
    },
    warning: { path: name, action: 'dropped', instead: 'it was left out' },
  };
}

function withoutInner(body: JsonObject, holder: string, name: string): JsonObject | null {
  const inner = readObject(body[holder]);
  const rest = inner === null ? null : without(inner, name);
  if (rest === null) return null;
  const { [holder]: _, ...others } = body;
  return Object.keys(rest).length === 0 ? others : { ...body, [holder]: rest };
}

/** An object without a member; null where it has none such. */
export function without(object: JsonObject, name: string): JsonObject | null {
  if (!Object.hasOwn(object, name) || object[name] === undefined) return null;
  const { [name]: _, ...rest } = object;
  return rest;
}
