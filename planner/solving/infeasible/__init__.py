"""Why no plan exists: the limits in the way, in planning words, and the smallest change that helps."""
