// Style sheet, script and icon, under paths that change with their content.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <tessera/ui/page.hpp>

namespace tessera::ui {

class Assets {
 public:
  Assets();
  [[nodiscard]] const Renderer::Asset* find(std::string_view path) const;
  [[nodiscard]] std::string path_of(std::string_view name) const;

 private:
  std::string base_;  // "/assets/<hash of all>/": files name each other by relative paths
  std::map<std::string, Renderer::Asset, std::less<>> by_path_;
};

}  // namespace tessera::ui
