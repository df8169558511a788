import './commands.ts';
import './tree.ts';
import './notes.ts';
import './virtualFolders.ts';
import './doctor.ts';
import './progressFiles.ts';
