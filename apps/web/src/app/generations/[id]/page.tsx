import type { Metadata } from 'next';
import { GenerationScreen } from '../../../features/generations/generation-screen.tsx';

export const metadata: Metadata = { title: 'Generation' };

export default async function GenerationPage({ params }: { params: Promise<{ id: string }> }) {
  return <GenerationScreen id={decodeURIComponent((await params).id)} />;
}
