import { describe, expect, it } from 'vitest';
import { questionOf } from '../testing/question.ts';
import { describeContext } from './describe-context.ts';

const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('describeContext', () => {
  it('has no remarks on a bare prompt', () => {
    expect(describeContext(questionOf('Hello'))).toEqual([]);
  });

  it('mentions the instructions and the earlier turn', () => {
    const question = questionOf('And lakes?', {
      system: 'You are a ferryman. Speak plainly.',
      turns: [
        { role: 'user', text: 'Tell me about rivers.', images: [] },
        { role: 'assistant', text: 'Gladly.', calls: [] },
        { role: 'user', text: 'And lakes?', images: [] },
      ],
    });
    const text = describeContext(question).join('\n');
    expect(text).toContain('“You are a ferryman. Speak plainly”');
    expect(text).toContain('“Tell me about rivers”');
  });

  it('cuts long instructions at a word', () => {
    const [block] = describeContext(questionOf('Hello', { system: 'word '.repeat(60) }));
    expect(block).toMatch(/word …”\.$/);
    expect(block?.length).toBeLessThan(130);
  });

  it('describes images by their size and address', () => {
    const image = { mediaType: 'image/png', data: onePixel };
    const one = questionOf('', { turns: [{ role: 'user', text: 'What is this?', images: [image] }] });
    expect(describeContext(one)).toEqual([expect.stringContaining('a PNG of 1 × 1 pixels (70 bytes)')]);
    const images = [
      image,
      { url: 'https://example.com/cat.jpg' },
      { mediaType: 'image/jpeg', data: 'A'.repeat(4_000) },
    ];
    const several = questionOf('', { turns: [{ role: 'user', text: '', images }] });
    expect(describeContext(several)[0]).toMatch(/your 3 images: .*https:\/\/example\.com\/cat\.jpg; a JPEG \(3 kB\)/);
  });

  it('uses the results of the latest tool calls', () => {
    const question = questionOf('', {
      turns: [
        { role: 'user', text: 'Weather?', images: [] },
        { role: 'assistant', text: '', calls: [{ id: '1', name: 'get_weather' }] },
        { role: 'tool', toolName: 'get_weather', text: '{"temperature":21,"sky_state":"clear","wind":{"knots":4}}' },
        { role: 'tool', toolName: '', text: 'twelve' },
        { role: 'tool', toolName: 'nothing', text: '{}' },
        { role: 'tool', toolName: 'empty', text: '' },
      ],
    });
    expect(describeContext(question)[0]?.split('\n')).toEqual([
      'According to `get_weather`, temperature is 21, sky state is clear and wind is {"knots":4}.',
      'According to the tool: twelve.',
      '`nothing` returned nothing.',
      'According to `empty`: nothing came back.',
    ]);
  });
});
