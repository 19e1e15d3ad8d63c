export { changesBetween } from './changes';
export { renderChangesMarkdown, renderChangesText } from './changes-text';
export { resolveFacts } from './facts';
export { judgeManifests, judgeObjects } from './judge-manifests';
export { renderMarkdown } from './markdown';
export { renderMermaid } from './mermaid';
export { objectChanges } from './object-changes';
export { postureOf } from './posture-of';
export { renderSarif } from './sarif';
