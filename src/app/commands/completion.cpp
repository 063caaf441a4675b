// Completion as tables that the shell looks words up in: nothing of tessera runs while somebody
// types.
#include <algorithm>

#include <boost/algorithm/string/join.hpp>

#include "app/commands/command_tree.hpp"

namespace tessera::app {
namespace {

// In single quotes, as POSIX shells and fish read it.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

std::vector<std::string> option_names(const CommandNode& node) {
  std::vector<std::string> out;
  for (const auto& option : node.options)
    out.insert(out.end(), option.names.begin(), option.names.end());
  return out;
}

std::vector<std::string> child_names(const CommandNode& node) {
  std::vector<std::string> out;
  for (const auto& child : node.children) out.push_back(child.name);
  return out;
}

// f(path, node) for the root and all below; the path is "client list".
template <class F>
void visit(const CommandNode& node, const std::string& path, const F& f) {
  f(path, node);
  for (const auto& child : node.children)
    visit(child, path.empty() ? child.name : path + ' ' + child.name, f);
}

std::string alternatives(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : "|") + name;
  return out;
}

// What follows an option that takes a value, as cases of `prev`.
std::string value_cases(const CommandNode& node, std::string_view files, std::string_view words) {
  std::string out;
  for (const auto& option : node.options) {
    if (option.value.empty()) continue;
    out += "      " + alternatives(option.names) + ") ";
    if (!option.values.empty())
      out += std::string(words) + ' ' + quoted(boost::algorithm::join(option.values, " "));
    else
      out += option.is_path ? std::string(files) : std::string(words) + " ''";
    out += "; return;;\n";
  }
  return out;
}

std::string table(const CommandNode& root, std::string_view files, std::string_view words) {
  std::string out;
  visit(root, "", [&](const std::string& path, const CommandNode& node) {
    out += "    " + quoted(path) + ")\n";
    if (const auto cases = value_cases(node, files, words); !cases.empty())
      out += "      case \"$prev\" in\n" + cases + "      esac\n";
    auto all = child_names(node);
    const auto options = option_names(node);
    all.insert(all.end(), options.begin(), options.end());
    out += "      " + std::string(words) + ' ' + quoted(boost::algorithm::join(all, " ")) + ";;\n";
  });
  return out;
}

// Words of the line that name commands; options and their values are passed over.
std::string paths(const CommandNode& root) {
  std::string out;
  visit(root, "", [&out](const std::string& path, const CommandNode& node) {
    for (const auto& child : node.children)
      out += ' ' + quoted(path.empty() ? child.name : path + ' ' + child.name);
  });
  return out;
}

constexpr std::string_view kWalk = R"(  local at='' word next
  for word in "${before[@]}"; do
    next="${at:+$at }$word"
    for known in "${_tessera_paths[@]}"; do
      if [ "$known" = "$next" ]; then at=$next; break; fi
    done
  done
)";

std::string bash(const CommandNode& root) {
  return "# bash completion of tessera: tessera completion bash > "
         "/etc/bash_completion.d/tessera\n_tessera_paths=(" +
         paths(root) +
         ")\n_tessera_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\"); }\n"
         "_tessera_files() { mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); }\n"
         "_tessera() {\n  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} "
         "known\n"
         "  local before=(\"${COMP_WORDS[@]:1:COMP_CWORD-1}\")\n" +
         std::string(kWalk) + "  case \"$at\" in\n" +
         table(root, "_tessera_files", "_tessera_words") +
         "  esac\n}\ncomplete -o filenames -F _tessera tessera\n";
}

std::string zsh(const CommandNode& root) {
  return "#compdef tessera\n# tessera completion zsh > \"${fpath[1]}/_tessera\"\ntypeset -ga "
         "_tessera_paths\n_tessera_paths=(" +
         paths(root) +
         ")\n_tessera_words() { compadd -- ${=1}; }\n"
         "_tessera() {\n  local cur=${words[CURRENT]} prev=${words[CURRENT-1]} known\n"
         "  local -a before\n  before=(\"${(@)words[2,CURRENT-1]}\")\n" +
         std::string(kWalk) + "  case \"$at\" in\n" + table(root, "_files", "_tessera_words") +
         "  esac\n}\nif [ \"$funcstack[1]\" = _tessera ]; then _tessera \"$@\"; else compdef "
         "_tessera "
         "tessera; fi\n";
}

// fish asks a condition per line: how far the words of the line name this command.
std::string fish(const CommandNode& root) {
  std::string out =
      "# fish completion of tessera: tessera completion fish > "
      "~/.config/fish/completions/tessera.fish\nset -g __tessera_paths" +
      paths(root) +
      "\nfunction __tessera_at\n  set -l path ''\n"
      "  for word in (commandline -opc)[2..-1]\n    set -l next (string trim -- \"$path $word\")\n"
      "    if contains -- \"$next\" $__tessera_paths\n      set path $next\n    end\n  end\n"
      "  test \"$path\" = \"$argv[1]\"\nend\ncomplete -c tessera -f\n";
  visit(root, "", [&out](const std::string& path, const CommandNode& node) {
    const auto line = "complete -c tessera -n " + quoted("__tessera_at " + quoted(path));
    for (const auto& child : node.children)
      out += line + " -a " + quoted(child.name) + " -d " + quoted(child.help) + '\n';
    for (const auto& option : node.options) {
      out += line;
      for (const auto& name : option.names)
        out += name.starts_with("--") ? " -l " + quoted(name.substr(2))
                                      : " -s " + quoted(name.substr(1));
      if (!option.value.empty()) out += option.is_path ? " -r -F" : " -x";
      if (!option.values.empty())
        out += " -a " + quoted(boost::algorithm::join(option.values, " "));
      out += " -d " + quoted(option.help) + '\n';
    }
  });
  return out;
}

}  // namespace

std::string render_completion(const CommandNode& root, std::string_view shell) {
  if (shell == "bash") return bash(root);
  if (shell == "zsh") return zsh(root);
  return shell == "fish" ? fish(root) : std::string{};
}

}  // namespace tessera::app
