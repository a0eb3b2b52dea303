import type { AssistantPart } from '@penstock/providers';
import { describe, expect, test } from 'vitest';
import { servedAnnotations } from './served-members.ts';

const annotationsOf = (parts: readonly AssistantPart[], providerMetadata: Record<string, unknown> | null = null) =>
  servedAnnotations({ parts, providerMetadata });
const state = (dialect: string, value: Record<string, unknown>) => ({ providerId: 'p', dialect, value });
const cited = (start_index: number, end_index: number) => ({
  type: 'url_citation',
  url_citation: { start_index, end_index, url: 'https://rain.example', title: 'Rain' },
});

describe('the sources of an answer', () => {
  test('of a server of the same protocol stay unchanged', () => {
    expect(annotationsOf([], { annotations: [cited(0, 4)] })).toEqual([cited(0, 4)]);
  });

  test('of a response count from the beginning of the whole text', () => {
    const source = { type: 'url_citation', url: 'https://rain.example', title: 'Rain', start_index: 0, end_index: 4 };
    const file = { type: 'file_citation', file_id: 'f1', index: 3 };
    const parts: AssistantPart[] = [
      { type: 'text', text: 'I look.' },
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Rain.', state: state('responses', { annotations: [source, file] }) },
    ];
    expect(annotationsOf(parts)).toEqual([cited(7, 11)]);
  });

  test('of Claude are cited by their whole text', () => {
    const source = {
      type: 'web_search_result_location',
      url: 'https://rain.example',
      title: 'Rain',
      cited_text: 'wet',
    };
    const place = { type: 'char_location', cited_text: 'wet', document_index: 0 };
    const parts: AssistantPart[] = [
      { type: 'text', text: 'So: ' },
      { type: 'text', text: 'rain', state: state('anthropic', { citations: [source, place] }) },
      { type: 'text', text: '.' },
    ];
    expect(annotationsOf(parts)).toEqual([cited(4, 8)]);
  });

  test('are empty for none, and for a state that another protocol reads', () => {
    expect(annotationsOf([{ type: 'text', text: 'Dry.' }])).toEqual([]);
    expect(
      annotationsOf([{ type: 'text', text: 'Dry.', state: state('google', { citations: [{ url: 'x' }] }) }]),
    ).toEqual([]);
    expect(annotationsOf([{ type: 'text', text: 'Dry.', state: state('anthropic', { citations: 'x' }) }])).toEqual([]);
  });
});
