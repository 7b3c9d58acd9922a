"""One sentence for each event, said the same way in the room, in files and in summaries."""
