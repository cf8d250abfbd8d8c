// SPDX-License-Identifier: MIT
import { type Command, readArgs, UsageError } from '../usage.js';
import { completionScript, optionsOf, type Shell, SHELLS } from './scripts.js';

const help = `nvts completion <shell>: prints what makes a shell complete nvts' commands and options

  -h, --help            shows this

Shells:
  bash    nvts completion bash > ~/.local/share/bash-completion/completions/nvts
  zsh     nvts completion zsh > ~/.zfunc/_nvts     (with ~/.zfunc in $fpath, before compinit)
  fish    nvts completion fish > ~/.config/fish/completions/nvts.fish

Exit codes: 0 printed, 2 the command line has errors.
`;

/** The command that knows of all the others, by their names. */
export function completionCommand(loadAll: () => Promise<ReadonlyMap<string, Command>>): Command {
  return {
    usage: `completion <${SHELLS.join('|')}>`,
    summary: 'prints what makes a shell complete commands and options',
    help,
    run: async (args) => {
      const { positionals } = readArgs(args, {});
      const [shell, ...more] = positionals;
      if (shell === undefined) throw new UsageError(`completion needs the name of a shell: ${SHELLS.join(', ')}`);
      if (more.length > 0 || !SHELLS.includes(shell as Shell)) throw new UsageError(`completion knows ${SHELLS.join(', ')}, not ${[shell, ...more].join(' ')}`);
      const all = Array.from(await loadAll(), ([name, { summary, help: text }]) => ({ name, summary, options: optionsOf(text) }));
      process.stdout.write(completionScript(shell as Shell, all));
      return 0;
    },
  };
}
