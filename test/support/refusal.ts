/** What a call was refused with. Fails when it wasn't. */
export async function refusal(call: Promise<unknown>): Promise<Error & { [member: string]: unknown }> {
  const answer = await call.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  if ("value" in answer) throw new Error(`it was answered with ${JSON.stringify(answer.value)}`);
  return answer.error;
}
