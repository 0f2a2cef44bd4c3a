"""Getting around safely: roads, bridges, works, bus stops, cameras."""
