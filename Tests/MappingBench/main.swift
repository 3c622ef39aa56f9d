measureMapping()
