import {
  type Icon,
  IconBolt,
  IconBraces,
  IconBrackets,
  IconBrain,
  IconBrush,
  IconChartDots,
  IconCode,
  IconEye,
  IconFileText,
  IconFileTypePdf,
  IconLanguage,
  IconMicrophone,
  IconPoint,
  IconTool,
  IconVectorTriangle,
} from '@tabler/icons-react';

type CapabilityDescription = { label: string; icon: Icon };

const descriptions: Readonly<Record<string, CapabilityDescription>> = {
  vision: { label: 'Vision', icon: IconEye },
  pdf: { label: 'PDF', icon: IconFileTypePdf },
  audio: { label: 'Audio', icon: IconMicrophone },
  function_calling: { label: 'Tools', icon: IconTool },
  reasoning: { label: 'Reasoning', icon: IconBrain },
  code: { label: 'Code', icon: IconCode },
  json_mode: { label: 'JSON', icon: IconBrackets },
  json_schema: { label: 'JSON schema', icon: IconBraces },
  long_context: { label: 'Long context', icon: IconFileText },
  analysis: { label: 'Analysis', icon: IconChartDots },
  multilingual: { label: 'Multilingual', icon: IconLanguage },
  creative: { label: 'Creative', icon: IconBrush },
  fast: { label: 'Fast', icon: IconBolt },
  embeddings: { label: 'Embeddings', icon: IconVectorTriangle },
};

const order = Object.keys(descriptions);

/** A capability's name and icon. For an unknown capability, its own name as words. */
export function describeCapability(capability: string): CapabilityDescription {
  return descriptions[capability] ?? { label: capability.replaceAll('_', ' '), icon: IconPoint };
}

/** The capabilities to show, the most important first. `text` is omitted, because every model has it. */
export function shownCapabilities(capabilities: readonly string[]): string[] {
  const rank = (capability: string) => (order.indexOf(capability) + order.length + 1) % (order.length + 1);
  return capabilities.filter((capability) => capability !== 'text').toSorted((a, b) => rank(a) - rank(b));
}
