// The command line as data: what completion and the reference are made from.
#pragma once

#include <string>
#include <vector>

namespace tessera::app {

struct CommandOption {
  std::vector<std::string> names;  // "-o", "--output"
  std::string help;
  std::string value;                // "FILE", "TEXT"; empty for a flag
  std::vector<std::string> values;  // if only these are allowed
  bool is_path = false;
};

struct CommandNode {
  std::string name;  // "client"
  std::string help;
  std::string words;  // "ID [reason]"
  std::vector<CommandOption> options;
  std::vector<CommandNode> children;
};

// Scripts for the shells; nullopt-like "" for another one.
[[nodiscard]] std::string render_completion(const CommandNode& root, std::string_view shell);
// Markdown: docs/reference/command-line.md.
[[nodiscard]] std::string render_reference(const CommandNode& root);

}  // namespace tessera::app
