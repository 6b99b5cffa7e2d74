// The buttons of a week's page: copy the text of a post, copy the link, open the share sheet.
const share = document.querySelector(".nx-share");
const said = share.querySelector("[role=status]");
const post = share.querySelector(".nx-share__post");
const { title } = share.dataset;
// Without a published address, as in a preview, the link is that of the page as it is read.
const address = share.dataset.address || location.href.split("#")[0];

const say = (words) => {
  // Emptied first: the same words twice are then told twice.
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = words));
};

const showPost = () => {
  share.querySelector("details").open = true;
  getSelection().selectAllChildren(post);
};

// A browser refuses the clipboard to a page without https, and where its user forbids it.
const copy = (text, done, refused) => async () => {
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch {
    say(refused());
  }
};

const refusedPost = () => {
  showPost();
  return "The browser does not let this page copy. The text is selected below.";
};

const openSheet = async () => {
  try {
    await navigator.share({ title, url: address });
  } catch (error) {
    // Closing the sheet is no error.
    if (error.name !== "AbortError") say("The browser did not open its share sheet.");
  }
};

const ways = {
  post: copy(post.textContent, "The text of the post is copied.", refusedPost),
  link: copy(address, "The link is copied.", () => `The link of this page: ${address}`),
  ...(navigator.share && { sheet: openSheet }),
};
for (const [name, act] of Object.entries(ways)) {
  const button = share.querySelector(`[data-way=${name}]`);
  button.addEventListener("click", act);
  button.dataset.ready = "";
}
