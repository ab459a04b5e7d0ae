export function Mono({ children }: { children: string }) {
  return <span className="break-all font-mono text-[0.93em] tracking-tight">{children}</span>;
}
