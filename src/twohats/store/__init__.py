"""Facts at rest, and the engines that read them."""
