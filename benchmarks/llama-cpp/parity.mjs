// Do the demo models say the same in llama.cpp as in Spillway?
//
//   ./spillway up                                    in one terminal
//   npm install --ignore-scripts && node parity.mjs  in another, in this folder
//
// Asks both for the greedy answer to the first 100 questions of models/eval.jsonl and compares text
// and number of tokens. llama.cpp quantises activations to 8 bits and Spillway does not, so a
// near-tie may fall either way: for each difference the probabilities that llama.cpp gave to the
// two candidates at the first differing token are printed.
import fs from "node:fs";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {getLlama, LlamaLogLevel} from "node-llama-cpp";

const PROMPTS = 100;
const MAX_TOKENS = 400;
const NEAR_TIE = 0.8; // the lesser candidate has at least this share of the greater one's probability
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const url = process.env.SPILLWAY_URL ?? "http://127.0.0.1:8080";
const questions = fs.readFileSync(path.join(root, "models/eval.jsonl"), "utf8")
  .trim().split("\n").slice(0, PROMPTS).map((line) => JSON.parse(line));

const chatml = (messages) =>
  messages.map((m) => `<|im_start|>${m.role}\n${m.content}<|im_end|>\n`).join("") + "<|im_start|>assistant\n";

async function askSpillway(model, messages) {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: {"content-type": "application/json"},
    body: JSON.stringify({model, messages, temperature: 0, max_tokens: MAX_TOKENS}),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const body = await response.json();
  return {text: body.choices[0].message.content, tokens: body.usage.completion_tokens};
}

async function askLlamaCpp(model, context, messages) {
  const sequence = context.getSequence();
  const end = model.tokens.eos;
  const tokens = [], odds = [];
  try {
    const prompt = model.tokenize(chatml(messages), true);
    for await (const {token, probabilities} of
      sequence.evaluateWithMetadata(prompt, {probabilities: true}, {temperature: 0, yieldEogToken: true})) {
      tokens.push(token);
      odds.push(probabilities);
      if (token === end || tokens.length === MAX_TOKENS) break;
    }
  } finally {
    sequence.dispose();
  }
  const text = model.detokenize(tokens.filter((t) => t !== end));
  return {text, tokens: tokens.length, ids: tokens, odds, end};
}

/** The first token at which llama.cpp leaves Spillway's text, and how close the two candidates were. */
function firstDifference(model, theirs, ourText) {
  for (let i = 0; i < theirs.ids.length; i++) {
    const before = theirs.ids.slice(0, i);
    const reaches = (t) => t === theirs.end
      ? model.detokenize(before) === ourText
      : ourText.startsWith(model.detokenize([...before, t]));
    if (reaches(theirs.ids[i])) continue;
    const ours = [...theirs.odds[i]].find(([t]) => reaches(t));
    const [their, our] = [theirs.odds[i].get(theirs.ids[i]), ours?.[1] ?? 0];
    return {at: i, their, our, nearTie: our >= NEAR_TIE * their};
  }
  return {at: theirs.ids.length, their: 0, our: 0, nearTie: false};
}

const llama = await getLlama({gpu: false, build: "never", logLevel: LlamaLogLevel.error});
let failed = false;
for (const name of ["demo-small", "demo-large"]) {
  const model = await llama.loadModel({modelPath: path.join(root, "models", `${name}.gguf`)});
  // one thread: more of them spin while they wait, on the cores that the gateway needs
  const context = await model.createContext({threads: 1, contextSize: 1024});
  let same = 0, ties = 0;
  for (const [i, question] of questions.entries()) {
    const [ours, theirs] = [await askSpillway(name, question.messages), await askLlamaCpp(model, context, question.messages)];
    if (ours.text === theirs.text && ours.tokens === theirs.tokens) {
      same++;
    } else {
      const d = firstDifference(model, theirs, ours.text);
      ties += d.nearTie ? 1 : 0;
      console.log(`${name} #${i} (${question.kind}) token ${d.at}: llama.cpp p=${d.their.toFixed(4)}, ours p=${d.our.toFixed(4)}` +
        `${d.nearTie ? "  near-tie" : "  NOT a near-tie"}\n  spillway:  ${JSON.stringify(ours.text)}\n  llama.cpp: ${JSON.stringify(theirs.text)}`);
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${name} ${i + 1}/${questions.length}`);
  }
  console.log(`${name}: ${same} of ${questions.length} identical; ${ties} of the ${questions.length - same} others start at a near-tie`);
  failed ||= same < 0.95 * questions.length || ties < questions.length - same;
  await context.dispose();
  await model.dispose();
}
process.exit(failed ? 1 : 0);
