// Empty: this target stands for the programs that it depends on. SwiftPM builds one target or product at a time, and this one
// needs the four programs and nothing else.
