<?php
// Stands in for what eFiction has where it adds a chapter, runs the recipe's block, and prints what became of it.
//
// php efiction.php FOLDER-OF-THE-RECIPE < CHAPTER-AS-JSON
define('TABLEPREFIX', 'fic_');
define('_CHARSET', 'ISO-8859-1');
define('_BASEDIR', $argv[1] . '/');

$given = json_decode(stream_get_contents(STDIN), true);
$updates = [];

function dbquery(string $query)
{
    if (strpos($query, 'UPDATE') === 0) {
        $GLOBALS['updates'][] = $query;
        return true;
    }
    return [['rating' => $GLOBALS['given']['rating']]];
}

function dbassoc(array $rows)
{
    return $rows[0] ?? null;
}

function newstory(array $given): int
{
    $sid = 12;
    $inorder = $given['newchapter'] ? 2 : 1;
    $newchapter = $given['newchapter'];
    $validated = $given['validated'];
    $storytext = in_charset_of_archive($given['text']);
    eval('include(_BASEDIR."modules/forewarn/check.php");');
    return $validated;
}

function in_charset_of_archive(string $text): string
{
    return iconv('UTF-8', _CHARSET . '//TRANSLIT', $text);
}

$validated = newstory($given);
echo json_encode(['validated' => $validated, 'updates' => $updates]);
