/* Times prefill and greedy decode of llama.cpp on a GGUF file, many sequences in one batch.
 *
 * It links the shared libraries that the npm package node-llama-cpp carries, so it needs no
 * llama.cpp sources. The two parameter structs are passed as opaque blocks larger than the real
 * ones; only their leading, long-stable fields are set. Run it through ./run.
 *
 *   peer MODEL.gguf SEQUENCES PROMPT_TOKENS NEW_TOKENS THREADS BACKEND.so
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct { uint32_t field[160]; } params;
typedef struct {
  int32_t n_tokens; int32_t *token; float *embd; int32_t *pos; int32_t *n_seq_id; int32_t **seq_id; int8_t *logits;
} batch;

extern void *ggml_backend_load(const char *);
extern void llama_backend_init(void);
extern void llama_log_set(void *, void *);
extern params llama_model_default_params(void);
extern params llama_context_default_params(void);
extern void *llama_model_load_from_file(const char *, params);
extern void *llama_init_from_model(void *, params);
extern void *llama_model_get_vocab(void *);
extern int llama_vocab_n_tokens(void *);
extern batch llama_batch_init(int32_t, int32_t, int32_t);
extern int llama_decode(void *, batch);
extern float *llama_get_logits_ith(void *, int);
extern void *llama_get_memory(void *);
extern void llama_memory_clear(void *, _Bool);

enum { N_CTX = 0, N_BATCH = 1, N_UBATCH = 2, N_SEQ_MAX = 3, FIRST_MAYBE_THREADS = 4, LAST_MAYBE_THREADS = 9, DEFAULT_THREADS = 4 };

static void errors_only(int level, const char *text, void *unused) { if (level == 4) fputs(text, stderr); }

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

typedef struct { double wall, processor; } moment;

static moment now(void) {
  moment m = { seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID) };
  return m;
}

static void add(batch *b, int32_t token, int32_t pos, int32_t seq, int want_logits) {
  int i = b->n_tokens++;
  b->token[i] = token; b->pos[i] = pos; b->n_seq_id[i] = 1; b->seq_id[i][0] = seq; b->logits[i] = want_logits;
}

static int32_t argmax(float *x, int n) {
  int best = 0;
  for (int i = 1; i < n; i++) if (x[i] > x[best]) best = i;
  return best;
}

int main(int argc, char **argv) {
  if (argc != 7) { fprintf(stderr, "usage: peer MODEL SEQUENCES PROMPT NEW THREADS BACKEND\n"); return 2; }
  int sequences = atoi(argv[2]), prompt = atoi(argv[3]), fresh = atoi(argv[4]), threads = atoi(argv[5]);
  llama_log_set(errors_only, 0);
  if (!ggml_backend_load(argv[6])) return 3;
  llama_backend_init();
  void *model = llama_model_load_from_file(argv[1], llama_model_default_params());
  if (!model) return 4;
  params p = llama_context_default_params();
  p.field[N_CTX] = (prompt + fresh + 8) * sequences;
  p.field[N_BATCH] = 2048;
  p.field[N_UBATCH] = 512;
  p.field[N_SEQ_MAX] = sequences;
  for (int i = FIRST_MAYBE_THREADS; i <= LAST_MAYBE_THREADS; i++) if (p.field[i] == DEFAULT_THREADS) p.field[i] = threads;
  void *ctx = llama_init_from_model(model, p);
  if (!ctx) return 5;
  int vocab = llama_vocab_n_tokens(llama_model_get_vocab(model));
  batch b = llama_batch_init(2048, 0, 1);
  int32_t *last = malloc(sizeof(int32_t) * sequences);

  add(&b, 5, 0, 0, 1);
  llama_decode(ctx, b);                               /* warm-up */
  llama_memory_clear(llama_get_memory(ctx), 1);

  moment start = now();
  for (int s = 0; s < sequences; s++) {
    for (int pos = 0; pos < prompt;) {
      b.n_tokens = 0;
      for (int n = 0; pos < prompt && n < 512; n++, pos++) add(&b, (pos * 7919 + s * 104729) % (vocab - 8) + 3, pos, s, pos == prompt - 1);
      if (llama_decode(ctx, b)) return 6;
    }
    last[s] = argmax(llama_get_logits_ith(ctx, b.n_tokens - 1), vocab);
  }
  moment prefilled = now();
  for (int n = 0; n < fresh; n++) {
    b.n_tokens = 0;
    for (int s = 0; s < sequences; s++) add(&b, last[s], prompt + n, s, 1);
    if (llama_decode(ctx, b)) return 7;
    for (int s = 0; s < sequences; s++) last[s] = argmax(llama_get_logits_ith(ctx, s), vocab);
  }
  moment decoded = now();
  int read = sequences * prompt, written = sequences * fresh;
  printf("{\"engine\":\"llama.cpp\",\"threads\":%d,\"sequences\":%d,\"prompt\":%d,\"new\":%d,"
         "\"prefill_tokens_per_s\":%.1f,\"prefill_tokens_per_cpu_s\":%.1f,"
         "\"decode_tokens_per_s\":%.1f,\"decode_tokens_per_cpu_s\":%.1f}\n",
         threads, sequences, prompt, fresh, read / (prefilled.wall - start.wall), read / (prefilled.processor - start.processor),
         written / (decoded.wall - prefilled.wall), written / (decoded.processor - prefilled.processor));
  return 0;
}
