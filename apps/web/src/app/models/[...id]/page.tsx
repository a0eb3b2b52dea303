import type { Metadata } from 'next';
import { ModelScreen } from '../../../features/models/model-screen.tsx';

type Params = { params: Promise<{ id: string[] }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: modelId((await params).id) };
}

export default async function ModelPage({ params }: Params) {
  return <ModelScreen id={modelId((await params).id)} />;
}

/** A model's id contains slashes, so it spans several segments of the path. */
function modelId(segments: readonly string[]): string {
  return segments.map(decodeURIComponent).join('/');
}
