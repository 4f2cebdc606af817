select {columns} from stage.typed where rowid >= $1 and rowid < $2
