import { ValidateBy } from 'class-validator';

/** What every element of a list must be. */
export interface ElementRule {
  name: string;
  isMet(element: unknown): boolean;
  says: string;
}

/** Of a long list the first are enough. */
const mostTold = 20;

/** A line a bad element: its place, the rule, what it says. class-validator has one message a property and no place for more. */
const line = /^(\d+) ([\w-]+) (.+)$/;

/** Every element of the list meets the rules, which are asked in their order; the first that it breaks is told, with its place. */
export function Elements(rules: readonly ElementRule[]): PropertyDecorator {
  const brokenBy = (element: unknown) => rules.find((rule) => !rule.isMet(element));
  return ValidateBy({
    name: 'elements',
    validator: {
      validate: (value) => !Array.isArray(value) || !value.some(brokenBy),
      defaultMessage: (about) =>
        ((about?.value ?? []) as unknown[])
          .flatMap((element, at) => {
            const rule = brokenBy(element);
            return rule ? [`${at} ${rule.name} ${rule.says}`] : [];
          })
          .slice(0, mostTold)
          .join('\n'),
    },
  });
}

/** The bad elements that a message of `Elements` tells of. */
export function elementsIn(message: string): { at: string; rule: string; says: string }[] {
  return message.split('\n').flatMap((each) => {
    const [, at = '', rule = '', says = ''] = line.exec(each) ?? [];
    return says === '' ? [] : [{ at, rule, says }];
  });
}
