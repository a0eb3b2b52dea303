import { wordKey } from './catalog-index.ts';

/** Synonyms of the task types that Penstock knows, including those of the classic format. */
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

/** The known task type for a word, in the form of `wordKey`. The word itself if it is unknown. */
export function knownTask(word: string): string {
  const key = wordKey(word);
  return sameAs.get(key) ?? key;
}
