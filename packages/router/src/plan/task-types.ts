import { wordKey } from './catalog-index.ts';

/** Other words for the task types that Penstock knows; those of the classic format among them. */
const sameAs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    code: 'code_generation',
    coding: 'code_generation',
    programming: 'code_generation',
    debug: 'debugging',
    summarize: 'summarization',
    summary: 'summarization',
    translate: 'translation',
    extract: 'extraction',
    classify: 'classification',
    qa: 'question_answering',
    rag: 'question_answering',
    faq: 'question_answering',
    customer_inquiry: 'question_answering',
    customer_service: 'question_answering',
    customer_support: 'question_answering',
    quick_responses: 'question_answering',
    general: 'chat',
    conversation: 'chat',
    lead_qualification: 'analysis',
    service_recommendation: 'analysis',
    complex_analysis: 'analysis',
    detailed_responses: 'analysis',
    critical_tasks: 'reasoning',
    complex_reasoning: 'reasoning',
    generic_processing: 'simple',
    cost_sensitive: 'simple',
  }),
);

/** The task type that Penstock knows for a word, in the form of `wordKey`; the word itself for any other. */
export function knownTask(word: string): string {
  const key = wordKey(word);
  return sameAs.get(key) ?? key;
}
