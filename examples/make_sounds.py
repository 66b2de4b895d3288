"""What is said in each transcript below relief/sound -> a small MP3 of the same name.

Needs Debian's espeak-ng and lame.
"""

import re
import subprocess
from pathlib import Path

SOUND = Path(__file__).parent / "relief" / "sound"


def speak(transcript: Path) -> None:
    """Let espeak-ng read the words of a WebVTT file, and lame make an MP3 of it."""
    cues = transcript.read_text("utf-8").split("\n\n")[1:]
    words = " ".join(line for cue in cues for line in cue.splitlines()[1:])
    spoken = subprocess.run(
        [
            "espeak-ng",
            "-v",
            "en-gb",
            "-s",
            "150",
            "--stdout",
            re.sub(r"<[^>]*>", "", words),
        ],
        check=True,
        capture_output=True,
    ).stdout
    lame = ["lame", "--quiet", "-m", "m", "-b", "24", "--resample", "16", "-", "-"]
    sound = subprocess.run(lame, input=spoken, check=True, capture_output=True).stdout
    transcript.with_suffix(".mp3").write_bytes(sound)


if __name__ == "__main__":
    for transcript in sorted(SOUND.glob("*.vtt")):
        speak(transcript)
