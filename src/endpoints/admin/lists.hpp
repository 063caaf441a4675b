// Lists of administration: one source of records behind the page, its filters and its files.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "endpoints/admin/desk_page.hpp"

namespace tessera::endpoints::admin {

struct Record {
  std::string id;                          // of the page and of bulk actions
  std::vector<std::string> values;         // for files: ids and stable words, one per key
  std::vector<ui::AdminPage::Cell> cells;  // for the page, one per text
};
struct Records {
  std::vector<Record> items;
  std::string next;  // page token, "" on the last page
};

struct Column {
  std::string key;      // in files; "" for the page alone
  std::string text_id;  // in the page; "" for files alone
};

struct List {
  std::string name;  // "people": of the file and in the journal
  std::string path;  // "/admin/people"
  std::vector<Column> columns;
  // Decides, and reads from the token on. Filters are those of the address.
  std::function<Task<Result<Records>>(const Visit&, const std::string& after, int limit)> load;
};

// Title, columns, lines, the next page and the links to the files.
[[nodiscard]] Task<Result<ui::AdminPage>> list_page(const Visit& visit, const List& list);
// GET <path>/export?format=csv|json&<filters>: the whole list as a stream. What was read is in the
// journal before it is answered ("list.exported", with the number of rows so far).
void add_export(http::Router& router, const AdminDeps& deps, List list);

// One cell of a CSV file (RFC 4180 2), which no spreadsheet takes for a formula.
[[nodiscard]] std::string csv_cell(std::string_view text);

void add_people_list_pages(http::Router& router, const AdminDeps& deps);
void add_access_list_pages(http::Router& router, const AdminDeps& deps);
void add_session_list_pages(http::Router& router, const AdminDeps& deps);
[[nodiscard]] List people_list();
[[nodiscard]] List staff_list();
[[nodiscard]] List unit_list();
[[nodiscard]] List role_list();
[[nodiscard]] List grant_list();
[[nodiscard]] List client_list();
[[nodiscard]] List session_list();
[[nodiscard]] List key_list();
[[nodiscard]] List journal_list();

}  // namespace tessera::endpoints::admin
