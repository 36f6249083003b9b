package badhouse.engine;

import org.springframework.stereotype.Component;

@Component
class UsesSpring {}
