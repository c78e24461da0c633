// SPDX-License-Identifier: MIT
// The ELF files behind the paths of a crash report.
import { fileSource, readElf } from '../elf/index.ts';
import type { ImageNode, ImageTree } from '../image/index.ts';
import { kernelModule, type OpenModule } from '../report/backtrace.ts';
import { fileStatus, openFile, posix } from '../util/index.ts';

/** The node at a guest path without symbolic links on the way, which is how the kernel names files. */
function nodeAt(tree: ImageTree, path: string): ImageNode | undefined {
  let node: ImageNode | undefined = tree;
  for (const name of posix.normalize(path).split('/')) {
    if (name === '') continue;
    node = node?.kind === 'directory' ? node.children.get(name) : undefined;
  }
  return node;
}

/**
 * Opens the modules of a crash report for a symbolized backtrace: files of the image as they are on the host, and the
 * kernel. The files stay open as long as the process lives, which is about to end.
 */
export function moduleOpener(tree: ImageTree, kernelPath: string): OpenModule {
  return (path) => {
    const node = path === kernelModule ? undefined : nodeAt(tree, path);
    const fromImage = node?.kind === 'file' && node.source.kind === 'host' ? node.source.path : undefined;
    const host = path === kernelModule ? kernelPath : fromImage;
    if (host === undefined) return undefined;
    const status = fileStatus(host);
    const opened = openFile(host, 'r');
    if (!opened.ok || !status.ok) return undefined;
    const elf = readElf(fileSource(opened.value, status.value.size), host);
    return elf.ok ? elf.value : undefined;
  };
}
