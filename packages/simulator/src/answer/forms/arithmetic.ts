import type { Form } from './form.ts';

const sum = /(?<![\w.])(-?\d{1,12}(?:\.\d{1,6})?)\s*([-+*x×/÷])\s*(-?\d{1,12}(?:\.\d{1,6})?)(?![\w.]*\d)/;

/** One calculation, done in earnest: `what is 17 * 23?`. */
export const arithmetic: Form = {
  suits: (prompt) => prompt.length < 200 && sum.test(prompt),
  write: ({ subject }) => {
    const [, left = '0', operator = '+', right = '0'] = sum.exec(subject.prompt) ?? [];
    const result = calculate(Number(left), operator, Number(right));
    return [`${left} ${operator} ${right} = **${result}**`];
  },
};

function calculate(left: number, operator: string, right: number): string {
  switch (operator) {
    case '+':
      return format(left + right);
    case '-':
      return format(left - right);
    case '/':
    case '÷':
      return right === 0 ? 'undefined (a division by zero)' : format(left / right);
    default:
      return format(left * right);
  }
}

function format(value: number): string {
  return String(Number(value.toPrecision(12)));
}
