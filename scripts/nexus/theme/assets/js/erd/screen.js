// Full screen: the browser's own where it offers one for any element, or else (on an iPhone) a
// modal dialog that takes the whole window. The figure goes into the dialog and comes back.

export const screen = (figure, changed) => {
  const watchers = [changed];
  let dialog = null;

  const isOn = () => document.fullscreenElement === figure || dialog !== null;

  const tell = () => {
    figure.classList.toggle("erd-full", isOn());
    watchers.forEach((watcher) => watcher(isOn()));
  };

  const openDialog = () => {
    const place = document.createComment("");
    figure.replaceWith(place);
    dialog = document.createElement("dialog");
    dialog.className = "erd-dialog md-typeset";
    dialog.ariaLabel = figure.querySelector(".erd-frame").ariaLabel;
    dialog.append(figure);
    dialog.addEventListener("close", () => {
      place.replaceWith(figure);
      dialog.remove();
      dialog = null;
      tell();
    });
    document.body.append(dialog);
    dialog.showModal();
    tell();
  };

  const enter = async () => {
    try {
      await figure.requestFullscreen();
    } catch {
      openDialog();
    }
  };

  // Gives true where there was a full screen to leave.
  const leave = () => {
    if (!isOn()) return false;
    if (dialog) dialog.close();
    else document.exitFullscreen();
    return true;
  };

  const focused = (act) => async () => {
    const { activeElement } = document;
    await act();
    if (figure.contains(activeElement)) activeElement.focus({ preventScroll: true });
  };

  let wasOn = false;
  document.addEventListener("fullscreenchange", () => {
    if (!dialog && isOn() !== wasOn) {
      wasOn = isOn();
      tell();
    }
  });

  return {
    isOn,
    leave: () => isOn() && (focused(async () => leave())(), true),
    toggle: focused(async () => (isOn() ? leave() : enter())),
    watch: (watcher) => watchers.push(watcher),
  };
};
